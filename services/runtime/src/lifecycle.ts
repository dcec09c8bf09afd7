/**
 * The life of a service process: start, ready, stop in reverse order with a deadline, a truthful exit code.
 */
import closeWithGrace from 'close-with-grace'
import type { Logger } from 'pino'
import { ConfigError } from './config.ts'
import { createLogger } from './logger.ts'
import { openMetrics } from './telemetry/metrics.ts'
import type { Metrics } from './telemetry/metrics.ts'

const stopDeadlineMs = 15_000

/** What a service's main function is given. */
export interface Life {
  readonly log: Logger
  readonly metrics: Metrics
  /** Registers what must be closed at the end; the last one in is the first one closed. */
  own<Resource extends AsyncDisposable>(resource: Resource): Resource
  /** Ends the process in good order with exit code 1. For what cannot be gone on with, such as a lost consumer. */
  fail(error: unknown): void
}

/**
 * Runs `start`, which returns once the service is ready, then stays until SIGTERM or SIGINT.
 * A {@link ConfigError} is printed as its list of problems, and nothing else.
 */
export async function runService(name: string, start: (life: Life) => Promise<void>): Promise<void> {
  const log = createLogger(name)
  const owned = new AsyncDisposableStack()
  const metrics = owned.use(openMetrics(name))
  let failure: unknown

  const graceful = closeWithGrace({ delay: stopDeadlineMs, logger: false }, async ({ err, signal }) => {
    failure ??= err
    if (failure === undefined) log.info({ signal }, 'stopping')
    else reportFailure(name, log, failure)
    await owned.disposeAsync()
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
    await start({ log, metrics, own: (resource) => owned.use(resource), fail })
  } catch (error) {
    fail(error)
  }
}

function reportFailure(name: string, log: Logger, failure: unknown): void {
  if (failure instanceof ConfigError) {
    const list = failure.problems.map((problem) => `  - ${problem}\n`).join('')
    process.stderr.write(`${name} cannot start:\n${list}`)
  } else {
    log.fatal({ err: failure }, 'failed')
  }
}
