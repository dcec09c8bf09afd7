import type { Context } from '@opentelemetry/api'
import { beneficiaries } from '../../telemetry/tracing/on-behalf-of.ts'

/** One call of the client's user: it waits for the results of all its pieces, in order, or for the first failure. */
export class Caller {
  /** Called when pieces of this caller are about to be sent; what it throws fails the caller. */
  readonly mayWrite: (() => void) | undefined
  /** On whose behalf it asks. */
  readonly beneficiaries: readonly Context[] = beneficiaries()
  readonly #results: unknown[]
  readonly #end = Promise.withResolvers<unknown[]>()
  #missing: number
  #isSettled = false

  constructor(pieces: number, mayWrite?: () => void) {
    this.#results = Array<unknown>(pieces)
    this.#missing = pieces
    this.mayWrite = mayWrite
  }

  /** Resolves with the results in the order of the pieces. */
  get results(): Promise<unknown[]> {
    return this.#end.promise
  }

  /** Nothing more has to be done for a caller that is settled. */
  get isSettled(): boolean {
    return this.#isSettled
  }

  deliver(index: number, result: unknown): void {
    this.#results[index] = result
    this.#missing -= 1
    if (this.#missing > 0 || this.#isSettled) return
    this.#isSettled = true
    this.#end.resolve(this.#results)
  }

  fail(error: unknown): void {
    this.#isSettled = true
    this.#end.reject(error)
  }
}
