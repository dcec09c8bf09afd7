import {
  BrokenCircuitError,
  circuitBreaker,
  CircuitState,
  ConsecutiveBreaker,
  ExponentialBackoff,
  handleWhen,
} from 'cockatiel'
import type { CircuitBreakerPolicy, IBackoff, IBackoffFactory, IHalfOpenAfterBackoffContext } from 'cockatiel'
import type { Logger } from 'pino'
import { PipelineError } from '../errors.ts'
import type { Dependency } from '../errors.ts'
import { sparingly } from '../logging/sparingly.ts'
import type { LineWriter } from '../logging/sparingly.ts'

export interface CircuitSettings {
  /** Outages in a row that open the circuit. */
  readonly failuresToOpen: number
  /** Pause before the first probe; it grows, with jitter, up to `maxPauseMs`. */
  readonly firstPauseMs: number
  readonly maxPauseMs: number
}

export type CircuitStateName = 'closed' | 'open' | 'probing'

/**
 * Keeps requests away from a dependency that is down, and lets one through now and then to see whether it is back.
 * While that one is under way the others wait for its result.
 */
export class Circuit {
  readonly dependency: Dependency
  readonly #breaker: CircuitBreakerPolicy
  #outage: PipelineError | undefined
  #probeAt = 0
  #recoveries = 0

  constructor(
    dependency: Dependency,
    { failuresToOpen, firstPauseMs, maxPauseMs }: CircuitSettings,
    log: Logger,
  ) {
    this.dependency = dependency
    const growing = new ExponentialBackoff({ initialDelay: firstPauseMs, maxDelay: maxPauseMs })
    this.#breaker = circuitBreaker(
      handleWhen((error) => error instanceof PipelineError && error.dependency === dependency),
      {
        breaker: new ConsecutiveBreaker(failuresToOpen),
        halfOpenAfter: this.#remembered(growing),
      },
    )
    // An outage that goes on repeats itself with every probe; once a minute is enough for who opens the log in the midst of it.
    const sparingLog = sparingly({ perMinute: 1 })(log)
    this.#breaker.onBreak((reason) => this.#opened(reason, log, sparingLog))
    this.#breaker.onReset(() => {
      this.#recoveries += 1
      this.#outage = undefined
      log.info({ dependency, circuit: 'closed' }, 'dependency is back')
    })
  }

  get state(): CircuitStateName {
    return stateNames[this.#breaker.state]
  }

  /** Why the circuit is not closed. */
  get outage(): PipelineError | undefined {
    return this.#outage
  }

  /** When the next request is let through, in epoch milliseconds; a time in the past when the circuit is closed. */
  get probeAt(): number {
    return this.#probeAt
  }

  /** How often the dependency came back. */
  get recoveries(): number {
    return this.#recoveries
  }

  /**
   * Does `work`, which tells of an outage by throwing its {@link PipelineError}.
   * @throws {PipelineError} the outage that opened the circuit, when it is open: `work` was not begun.
   */
  async run<Value>(work: () => Promise<Value>): Promise<Value> {
    try {
      return await this.#breaker.execute(work)
    } catch (error) {
      if (!(error instanceof BrokenCircuitError) || this.#outage === undefined) throw error
      const { code, message } = this.#outage
      throw new PipelineError(code, message, { cause: this.#outage, wasNotAsked: true })
    }
  }

  #opened(reason: object, log: Logger, sparingLog: LineWriter): void {
    const first = this.#outage === undefined
    const error = 'error' in reason ? reason.error : undefined
    if (error instanceof PipelineError) this.#outage = error
    const { dependency } = this
    const fields = { err: error, dependency, circuit: 'open', probeAt: new Date(this.#probeAt).toISOString() }
    if (first) log.error(fields, 'dependency is out')
    else sparingLog.info(fields, 'dependency is still out')
  }

  /** The pauses of `backoff`, none shorter than the dependency asked for. */
  #remembered(backoff: IBackoffFactory<unknown>): IBackoffFactory<IHalfOpenAfterBackoffContext> {
    return {
      next: (context): IBackoff<IHalfOpenAfterBackoffContext> => {
        const pause = backoff.next(context)
        const error = 'error' in context.result ? context.result.error : undefined
        const asked = error instanceof PipelineError ? (error.retryAfterMs ?? 0) : 0
        const duration = Math.max(pause.duration, asked)
        this.#probeAt = Date.now() + duration
        return { duration, next: this.#remembered(pause).next }
      },
    }
  }
}

const stateNames: Readonly<Record<CircuitState, CircuitStateName>> = {
  [CircuitState.Closed]: 'closed',
  [CircuitState.Open]: 'open',
  [CircuitState.Isolated]: 'open',
  [CircuitState.HalfOpen]: 'probing',
}
