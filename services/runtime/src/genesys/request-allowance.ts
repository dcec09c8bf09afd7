import { setTimeout as wait } from 'node:timers/promises'
import pTimeout from 'p-timeout'
import { RateLimiterMemory } from 'rate-limiter-flexible'
import { longestRetryAfterMs, PipelineError } from '../errors.ts'
import { retryAfterMs } from '../http/exchange.ts'
import type { ApiResponse } from '../http/exchange.ts'

const windowSeconds = 60
const client = 'client'

/** What Genesys allows is shared with other processes, whose requests are only seen in the next answer. */
const shareOfAllowed = 0.8

/**
 * What part of the allowance is for requests of a kind: those that may wait leave some to those that may not, and all leave some to those
 * without which a call cannot be told.
 */
const shareOf = { urgent: 1, usual: 0.85, patient: 0.7 } as const

export type Urgency = keyof typeof shareOf

/** How long a request waits at most for the first answer, which says what is allowed. */
const firstAnswerMs = 1_000

/**
 * Keeps the requests of a process below what Genesys allows the OAuth client: by its own count, and by what each answer says of the
 * client's count, which others add to.
 */
export class RequestAllowance {
  readonly #mostPerMinute: number
  readonly #limiter: RateLimiterMemory
  #firstAnswer: PromiseWithResolvers<void> | undefined
  #isTold = false
  #lastTurn: Promise<unknown> = Promise.resolve()

  constructor(requestsPerMinute: number) {
    this.#mostPerMinute = requestsPerMinute
    this.#limiter = new RateLimiterMemory({ points: requestsPerMinute, duration: windowSeconds })
  }

  /**
   * Resolves when the request may be sent. A patient one waits for its place, others give up at once when there is none.
   * @param giveUpAt epoch milliseconds
   * @throws {PipelineError} GENESYS_RATE_LIMITED
   */
  async take(giveUpAt: number, urgency: Urgency): Promise<void> {
    await this.#mayBeFirst((giveUpAt - Date.now()) / 2)
    for (;;) {
      const pauseMs = await this.#inTurn(() => this.#tryToTake(shareOf[urgency]))
      if (pauseMs === 0) return
      if (urgency !== 'patient' || Date.now() + pauseMs > giveUpAt) {
        this.release()
        throw rateLimited(pauseMs)
      }
      await wait(pauseMs)
    }
  }

  /**
   * Learns from an answer.
   * @param askedAt when the request was sent, in epoch milliseconds: what a slow answer says is older than the answer
   */
  async heed({ status, headers }: Pick<ApiResponse, 'status' | 'headers'>, askedAt: number): Promise<void> {
    const allowed = numberIn(headers['inin-ratelimit-allowed'])
    const count = numberIn(headers['inin-ratelimit-count'])
    const told = numberIn(headers['inin-ratelimit-reset'])
    // Windows are a minute; what is far longer is no number of seconds.
    const resetSeconds = told !== undefined && told <= 10 * windowSeconds ? told : undefined
    const elapsedSeconds = (Date.now() - askedAt) / 1_000
    if (allowed !== undefined) {
      const share = Math.max(1, Math.floor(allowed * shareOfAllowed))
      this.#limiter.points = Math.min(this.#mostPerMinute, share)
      this.#isTold = true
    }
    const restSeconds = resetSeconds === undefined ? undefined : resetSeconds - elapsedSeconds
    if (status === 429) {
      const asked = retryAfterMs({ headers }, Date.now())
      const askedSeconds = asked === undefined ? undefined : Math.min(asked, longestRetryAfterMs) / 1_000
      const pauses = [askedSeconds, restSeconds].filter((seconds) => seconds !== undefined)
      await this.#inTurn(() => this.#pause(pauses.length === 0 ? windowSeconds : Math.max(...pauses, 1)))
    } else if (count !== undefined && restSeconds !== undefined && restSeconds > 0) {
      await this.#inTurn(() => this.#countAlso(count, restSeconds))
    }
  }

  async #pause(seconds: number): Promise<void> {
    const pausedMs = await this.#pausedMs()
    await this.#limiter.block(client, Math.max(seconds, pausedMs / 1_000))
  }

  /** Takes over the client's count, if others have added to it, and when it ends. A pause that was asked for is not shortened. */
  async #countAlso(count: number, restSeconds: number): Promise<void> {
    if ((await this.#pausedMs()) > 0) return
    const own = (await this.#limiter.get(client))?.consumedPoints ?? 0
    await this.#limiter.set(client, Math.max(own, count), restSeconds)
  }

  /** What is left of a pause; only one makes the count higher than what is allowed. */
  async #pausedMs(): Promise<number> {
    const window = await this.#limiter.get(client)
    return window && window.consumedPoints > this.#limiter.points ? window.msBeforeNext : 0
  }

  /** What is left of the current minute; undefined before Genesys has said what it allows. */
  async left(): Promise<number | undefined> {
    if (!this.#isTold) return undefined
    const consumed = (await this.#limiter.get(client))?.consumedPoints ?? 0
    return Math.max(0, this.#limiter.points - consumed)
  }

  /** To be called when a request that was allowed is over, answered or not. */
  release(): void {
    this.#firstAnswer?.resolve()
    this.#firstAnswer = undefined
  }

  /** Only the first request goes at once: nobody knows yet whether more are allowed. */
  async #mayBeFirst(patienceMs: number): Promise<void> {
    if (this.#isTold) return
    const milliseconds = Math.max(1, Math.min(firstAnswerMs, patienceMs))
    if (this.#firstAnswer) await pTimeout(this.#firstAnswer.promise, { milliseconds, fallback: () => {} })
    this.#firstAnswer ??= Promise.withResolvers()
  }

  /** 0 when the request's place is taken, or else for how long there is none. */
  async #tryToTake(share: number): Promise<number> {
    const window = await this.#limiter.get(client)
    const most = Math.max(1, Math.floor(this.#limiter.points * share))
    if (window && window.consumedPoints >= most) return Math.max(1, window.msBeforeNext)
    await this.#limiter.consume(client)
    return 0
  }

  /** Does one thing after the other: to look at the count and to change it are two steps. */
  #inTurn<Value>(step: () => Promise<Value>): Promise<Value> {
    const turn = this.#lastTurn.then(step)
    this.#lastTurn = turn.catch(() => {})
    return turn
  }
}

export function rateLimited(retryAfterMs?: number): PipelineError {
  const message = 'Genesys Cloud allows no more requests just now'
  return new PipelineError('GENESYS_RATE_LIMITED', message, { retryAfterMs, wasNotAsked: true })
}

function numberIn(header: string | string[] | undefined): number | undefined {
  const number = typeof header === 'string' && header.trim() !== '' ? Number(header) : Number.NaN
  return Number.isFinite(number) && number >= 0 ? number : undefined
}
