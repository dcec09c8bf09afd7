/**
 * A look into the simulated org, past everybody who writes to it.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { controlSimulator } from '@calltrail/simulators'
import type { FoundTask } from './tally.ts'

export interface WatchedOrg {
  readonly url: string
  /** The rules by which requests fail from now on. */
  fail(...rules: Parameters<ReturnType<typeof controlSimulator>['fail']>): Promise<void>
  /** Requests so far, those that failed too, without those for tokens. */
  apiCalls(): Promise<number>
  tasks(): Promise<readonly FoundTask[]>
  /** When each Task was created, by its id, in epoch milliseconds. */
  taskCreations(): Promise<Readonly<Record<string, number>>>
}

export function watchOrg(url: string): WatchedOrg {
  const { control, fail, records } = controlSimulator(url)
  return {
    url,
    fail,
    async apiCalls() {
      const { total, byKind } = (await control('GET', '/requests')) as RequestCounts
      return total - (byKind['token'] ?? 0)
    },
    tasks: () => records<FoundTask>('Task'),
    taskCreations: async () => (await control('GET', '/creations?object=Task')) as Record<string, number>,
  }
}

interface RequestCounts {
  readonly total: number
  readonly byKind: Readonly<Record<string, number>>
}

export interface Patience {
  /** How long Salesforce is to be left alone before nothing is under way any more. */
  readonly quietMs: number
  /** How long calls may still be on their way while Salesforce is left alone. */
  readonly patienceMs: number
}

const pollMs = 500

/**
 * Resolves when nothing is under way any more: Salesforce has been left alone for a while, and there are as many Tasks as were expected or
 * patience is at its end.
 * @param expectedTasks in the whole org
 */
export async function untilSettled(
  org: WatchedOrg,
  expectedTasks: number,
  { quietMs, patienceMs }: Patience,
  signal: AbortSignal,
): Promise<void> {
  const startedAt = performance.now()
  let calls = NaN
  let quietSince = startedAt
  for (;;) {
    const callsNow = await org.apiCalls()
    const now = performance.now()
    if (callsNow !== calls) quietSince = now
    calls = callsNow
    const isOver = now - startedAt >= patienceMs
    const isQuiet = now - quietSince >= quietMs
    if (isQuiet && (isOver || Object.keys(await org.taskCreations()).length >= expectedTasks)) return
    await sleep(pollMs, undefined, { signal })
  }
}
