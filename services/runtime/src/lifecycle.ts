/**
 * The life of a service process: start, ready, stop in reverse order with a deadline, a truthful exit code.
 */
import closeWithGrace from 'close-with-grace'
import pTimeout from 'p-timeout'
import type { Logger } from 'pino'
import { ConfigError } from './config.ts'
import { createLogger } from './logger.ts'
import { openMetrics } from './telemetry/metrics.ts'
import type { Metrics } from './telemetry/metrics.ts'

const stopDeadlineMs = 15_000
// Left for the last words, and for timers that are late.
const closeDeadlineMs = stopDeadlineMs - 1_000

/** What a service's main function is given. */
export interface Life {
  readonly log: Logger
  readonly metrics: Metrics
  /** Registers what must be closed at the end; the last one in is the first one closed. The log calls it by `name`. */
  own<Resource extends AsyncDisposable>(resource: Resource, name?: string): Resource
  /** Ends the process in good order with exit code 1. For what cannot be gone on with, such as a lost consumer. */
  fail(error: unknown): void
}

/**
 * Runs `start`, which returns once the service is ready, then stays until SIGTERM or SIGINT.
 * A {@link ConfigError} is printed as its list of problems, and nothing else.
 */
export async function runService(name: string, start: (life: Life) => Promise<void>): Promise<void> {
  const log = createLogger(name)
  const { own, closeAll } = ownedResources(log)
  const metrics = own(openMetrics(name), 'metrics')
  let failure: unknown

  const graceful = closeWithGrace({ delay: stopDeadlineMs, logger: false }, async ({ err, signal }) => {
    failure ??= err
    if (failure === undefined) log.info({ signal }, 'stopping')
    else reportFailure(name, log, failure)
    await closeAll(closeDeadlineMs).catch((error: unknown) => {
      log.error({ err: error }, 'not closed in good order')
      failure ??= error
    })
    // closeWithGrace exits with 1 when this rejects.
    if (failure !== undefined) throw failure as Error
    log.info('stopped')
  })

  function fail(error: unknown) {
    if (failure !== undefined) return
    failure = error
    graceful.close()
  }

  try {
    await start({ log, metrics, own, fail })
  } catch (error) {
    fail(error)
  }
}

/**
 * What a process owns. `closeAll` closes it in reverse order, and gives each resource half of the time that is left: a connection to a
 * peer that hangs is left open, not waited for, so that the others still close, and the process ends by itself. To close is only
 * courtesy to the peer: what must not be lost is stored before it is promised.
 */
export function ownedResources(log: Pick<Logger, 'warn'>) {
  const owned = new AsyncDisposableStack()
  let closeBy = Infinity

  function own<Resource extends AsyncDisposable>(resource: Resource, name = 'unnamed'): Resource {
    owned.defer(() => {
      // Never 0, which p-timeout does not take.
      const milliseconds = Math.max(1, (closeBy - performance.now()) / 2)
      const fallback = () => log.warn({ resource: name }, 'left open: it does not close in time')
      return pTimeout(Promise.resolve(resource[Symbol.asyncDispose]()), { milliseconds, fallback })
    })
    return resource
  }

  function closeAll(deadlineMs: number): Promise<void> {
    closeBy = performance.now() + deadlineMs
    return owned.disposeAsync()
  }

  return { own, closeAll }
}

function reportFailure(name: string, log: Logger, failure: unknown): void {
  if (failure instanceof ConfigError) {
    const list = failure.problems.map((problem) => `  - ${problem}\n`).join('')
    process.stderr.write(`${name} cannot start:\n${list}`)
  } else {
    log.fatal({ err: failure }, 'failed')
  }
}
