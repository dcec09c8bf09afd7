/**
 * The life of a service process: start, ready, stop in reverse order with a deadline, a truthful exit code.
 */
import closeWithGrace from 'close-with-grace'
import pTimeout from 'p-timeout'
import type { Logger } from 'pino'
import { attempt, ConfigError, loadConfig } from './config.ts'
import type { Environment } from './config.ts'
import { logConfig } from './logging/log-config.ts'
import { createLogger } from './logging/logger.ts'
import type { Metrics } from './telemetry/metrics.ts'
import { openTelemetry } from './telemetry/telemetry.ts'
import { tracingConfig } from './telemetry/tracing/tracing-config.ts'

/** What every process is configured with. */
export const processConfig = { ...logConfig, ...tracingConfig }

/** How long a process may take to stop after SIGTERM. Whoever stops it has to give it longer. */
export const stopDeadlineMs = 15_000
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
 * @param load reads the service's own configuration. All problems of a {@link ConfigError}, and of the process's own variables, are printed
 * as one list, and nothing else
 */
export async function runService<Config>(
  name: string,
  env: Environment,
  load: (env: Environment) => Config,
  start: (life: Life, config: Config) => Promise<void>,
): Promise<void> {
  const problems: string[] = []
  const processSettings = attempt(() => loadConfig(processConfig, env), problems)
  const config = attempt(() => load(env), problems)
  if (problems.length > 0 || !processSettings) return exitWith(name, problems)

  const log = createLogger(name, processSettings)
  const { own, closeAll } = ownedResources(log)
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
    // Owned first, closed last: what is told while the others close is sent, too.
    const { metrics } = own(await openTelemetry(name, processSettings, log), 'telemetry')
    await start({ log, metrics, own, fail }, config as Config)
  } catch (error) {
    fail(error)
  }
}

function exitWith(name: string, problems: readonly string[]): void {
  reportProblems(name, problems)
  process.exitCode = 1
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
  if (failure instanceof ConfigError) reportProblems(name, failure.problems)
  // Several things that are wrong are several lines, such as rights in Kafka that are missing.
  else if (failure instanceof AggregateError) for (const err of failure.errors) log.fatal({ err }, 'failed')
  else log.fatal({ err: failure }, 'failed')
}

function reportProblems(name: string, problems: readonly string[]): void {
  const list = problems.map((problem) => `  - ${problem}\n`).join('')
  process.stderr.write(`${name} cannot start:\n${list}`)
}
