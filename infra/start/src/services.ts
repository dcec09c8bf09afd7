/**
 * Calltrail's services as processes of their own.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { ServiceNotStarted, startService } from '@calltrail/test/kit'
import type { ServiceEnvironment, ServiceName, ServiceProcess } from '@calltrail/test/kit'
import getPort from 'get-port'
import { hasAddressInUse } from './ports.ts'
import { StartError } from './start-error.ts'

const readyDeadlineMs = 60_000
/** How long a service that is starting gets to become stoppable, after the end was asked for. */
const patienceMs = 5_000

/**
 * Starts a service and waits until it is ready.
 * @throws {StartError} with the end of its log, or when it is not ready in time
 */
export async function openService(
  name: ServiceName,
  env: ServiceEnvironment,
  signal: AbortSignal,
): Promise<ServiceProcess> {
  signal.throwIfAborted()
  const starting = startService(name, env)
  const over = new AbortController()
  try {
    return await Promise.race([starting, givingUp(name, signal, over.signal)])
  } catch (error) {
    if (error instanceof ServiceNotStarted) throw new StartError(error.message, { cause: error })
    await Promise.race([stopOnceStarted(starting), sleep(patienceMs, undefined, { signal: over.signal })])
    throw error
  } finally {
    over.abort()
  }
}

/** Rejects when the end is asked for, or after too long a wait; `over` ends the watch. */
async function givingUp(name: ServiceName, signal: AbortSignal, over: AbortSignal): Promise<never> {
  const interrupted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true, signal: over })
  })
  const late = sleep(readyDeadlineMs, undefined, { signal: over }).then(() => {
    throw new StartError(`${name} was not ready within ${readyDeadlineMs / 1_000} s.`)
  })
  return Promise.race([interrupted, late])
}

async function stopOnceStarted(starting: Promise<ServiceProcess>): Promise<void> {
  const service = await starting.catch(() => undefined)
  await service?.[Symbol.asyncDispose]()
}

/** The ingress, on its preferred port when that is free and stays so, else on any other. */
export async function openIngress(
  env: ServiceEnvironment,
  { host, preferredPort }: { host: string; preferredPort: number },
  signal: AbortSignal,
): Promise<ServiceProcess> {
  const port = await getPort({ host, port: preferredPort })
  try {
    return await openService('ingress', { ...env, PORT: String(port) }, signal)
  } catch (error) {
    if (!(error instanceof StartError && hasAddressInUse(error))) throw error
    return openService('ingress', { ...env, PORT: '0' }, signal)
  }
}

const tailLines = 20

/** Resolves, should a service end by itself, with an error that shows the end of its log. */
export async function deathOf({ name, exited, output }: ServiceProcess): Promise<StartError> {
  const code = await exited
  const how = code === undefined ? 'was killed' : `ended with exit code ${code}`
  const tail = output.slice(-tailLines).map((line) => `  ${line}`)
  return new StartError([`The ${name} ${how}. The last lines of its log:`, ...tail].join('\n'))
}
