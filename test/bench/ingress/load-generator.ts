import { fileURLToPath } from 'node:url'
import { startProcess } from '../pipeline/start-process.ts'
import type { LoadFigures } from './exchanges.ts'
import type { RequestPlan } from './signed-requests.ts'

export interface PrepareOrder extends RequestPlan {
  readonly count: number
}

export interface LoadOrder {
  readonly url: string
  /** The process whose CPU time is read. */
  readonly pid: number
  readonly connections: number
  /** How long requests are sent before those that count. */
  readonly warmUpMs: number
  readonly countedMs: number
  /** A steady rate by the clock. Without it, as many as the server takes. */
  readonly perSecond?: number
}

/** A process that signs requests and sends them. */
export interface LoadGenerator extends AsyncDisposable {
  /** Signs as many requests; those of before are thrown away. */
  prepare(order: PrepareOrder): Promise<void>
  /**
   * Sends some of those that were prepared, none twice.
   * @throws {Error} when one is not answered 2xx, or there were too few
   */
  apply(order: LoadOrder): Promise<LoadFigures>
}

export async function startLoadGenerator(signal: AbortSignal): Promise<LoadGenerator> {
  const program = fileURLToPath(new URL('programs/load-generator.ts', import.meta.url))
  const started = await startProcess<{ readonly url: string }>(program)

  async function order<Answer>(path: string, body: PrepareOrder | LoadOrder): Promise<Answer> {
    const response = await fetch(`${started.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal,
    })
    const answer = (await response.json()) as Answer & { readonly message?: string }
    if (!response.ok) throw new Error(`the load failed: ${answer.message}`)
    return answer
  }

  return {
    prepare: async (what) => void (await order('/prepare', what)),
    apply: (what) => order('/load', what),
    [Symbol.asyncDispose]: () => started[Symbol.asyncDispose](),
  }
}
