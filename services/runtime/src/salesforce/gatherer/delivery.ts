/**
 * Sends parcels, and hands every caller what is its own. A failure that one caller may have brought about is no other caller's: each is
 * sent once more, alone.
 */
import { PipelineError } from '../../errors.ts'
import type { ApiResponse } from '../../http/exchange.ts'
import type { Guard } from '../../outage/guard.ts'
import type { Caller } from './caller.ts'
import { resultsOf } from './lane.ts'
import type { Piece } from './lane.ts'
import type { Parcel, PendingWork } from './pending-work.ts'
import type { Suspects } from './suspects.ts'

export interface DeliverySettings {
  /** The answer to each parcel; throws a {@link PipelineError} when there is none to any of them. */
  readonly send: (parcels: readonly Parcel[]) => Promise<readonly ApiResponse[]>
  readonly guard: Guard
}

export class Delivery {
  readonly #settings: DeliverySettings
  readonly #work: PendingWork
  readonly #suspects: Suspects

  /** @param work where what has to be sent again is put */
  constructor(settings: DeliverySettings, work: PendingWork, suspects: Suspects) {
    this.#settings = settings
    this.#work = work
    this.#suspects = suspects
  }

  /**
   * Never rejects: what fails, fails its callers.
   * @param onAnswer called once there is nothing more to wait for, before any caller goes on
   */
  async deliver(parcels: readonly Parcel[], onAnswer: () => void): Promise<void> {
    const answered = once(onAnswer)
    // Before the guard, which would take it for an answer that nobody had to be asked.
    let unanswered = this.#withoutWithdrawn(parcels)
    if (unanswered.length === 0) return answered()
    try {
      await this.#settings.guard.run(async () => {
        // The guard may have made it wait.
        unanswered = this.#withoutWithdrawn(unanswered)
        if (unanswered.length === 0) return answered()
        const answers = await this.#settings.send(unanswered)
        answered()
        const outage = this.#settle(unanswered, answers)
        unanswered = []
        if (outage) throw outage
      })
    } catch (error) {
      answered()
      const isShared = callersOf(unanswered.flat()).size > 1
      for (const parcel of unanswered) this.#fail(parcel, error, { isShared, isWhole: true })
    }
  }

  /** Asks each caller whether it still may: that can change until the very moment of sending. */
  #withoutWithdrawn(parcels: readonly Parcel[]): readonly Parcel[] {
    for (const caller of callersOf(parcels.flat())) {
      try {
        if (!caller.isSettled) caller.mayWrite?.()
      } catch (error) {
        caller.fail(error)
      }
    }
    for (const piece of parcels.flat()) if (piece.caller.isSettled) this.#work.release(piece)
    return parcels
      .map((parcel) => parcel.filter(({ caller }) => !caller.isSettled))
      .filter((parcel) => parcel.length > 0)
  }

  /** Gives every caller what is its own. Returns an outage that others should know of. */
  #settle(parcels: readonly Parcel[], answers: readonly ApiResponse[]): PipelineError | undefined {
    const isShared = callersOf(parcels.flat()).size > 1
    const outcomes = parcels.map((parcel, index) =>
      resultsOf(parcel[0]!.lane, answers[index]!, parcel.length),
    )
    const isAnyoneServed = outcomes.some((outcome) => !isOutage(outcome))
    let outage: PipelineError | undefined
    for (const [index, outcome] of outcomes.entries()) {
      const parcel = parcels[index]!
      if (outcome instanceof PipelineError) {
        this.#fail(parcel, outcome, { isShared, isWhole: parcels.length === 1 })
        // What fails among others that are served is more likely the parcel's own fault.
        if (isOutage(outcome) && !(outcome.recordMayBeToBlame && isAnyoneServed)) outage ??= outcome
      } else {
        this.#suspects.acquit(parcel)
        outage = this.#handOver(parcel, outcome) ?? outage
      }
    }
    return outage
  }

  #handOver(parcel: Parcel, results: readonly unknown[]): PipelineError | undefined {
    for (const [index, piece] of parcel.entries()) {
      const result = results[index]
      if (result instanceof PipelineError) piece.caller.fail(result)
      else piece.caller.deliver(piece.index, result)
      this.#work.release(piece)
    }
    return results.find((result) => result instanceof PipelineError)
  }

  /**
   * A failure for which one caller may be to blame is none of the others': each is sent once more, alone.
   * @param isWhole whether the whole request failed, not only this part of it
   */
  #fail(
    parcel: Parcel,
    error: unknown,
    { isShared, isWhole }: { isShared: boolean; isWhole: boolean },
  ): void {
    const isSomebodysFault = isOneCallersFault(error, isWhole || callersOf(parcel).size > 1)
    if (!isSomebodysFault) return this.#failCallers(parcel, error)
    this.#suspects.note(parcel, isShared ? 'shared-a-failure' : 'failed-alone')
    if (!isShared) return this.#failCallers(parcel, error)
    if (isOutage(error) && !parcel[0]!.lane.isRepeatable) {
      // It may have been done. Whoever wants it has to look, and is not judged by what others were part of.
      const message = `${error.message}, to a request that others shared`
      const unjudged = new PipelineError('SALESFORCE_UNAVAILABLE', message, { cause: error })
      return this.#failCallers(parcel, unjudged)
    }
    for (const caller of callersOf(parcel)) {
      const pieces = parcel.filter((piece) => piece.caller === caller)
      this.#work.addApart(pieces, 0)
    }
  }

  #failCallers(parcel: Parcel, error: unknown): void {
    for (const piece of parcel) {
      piece.caller.fail(error)
      this.#work.release(piece)
    }
  }
}

function once(work: () => void): () => void {
  let isDone = false
  return () => {
    if (!isDone) work()
    isDone = true
  }
}

function callersOf(pieces: readonly Piece[]): ReadonlySet<Caller> {
  return new Set(pieces.map(({ caller }) => caller))
}

function isOutage(outcome: unknown): outcome is PipelineError {
  return outcome instanceof PipelineError && outcome.disposition === 'outage'
}

/**
 * Whether what failed would have worked without somebody who is in it.
 * @param isJoint whether it is unknown whose failure it is: a part of a request that fails by itself is that of its only caller
 */
function isOneCallersFault(error: unknown, isJoint: boolean): boolean {
  if (!(error instanceof PipelineError) || error.wasNotAsked) return false
  if (error.recordMayBeToBlame || error.code === 'SALESFORCE_REQUEST_REJECTED') return true
  return isJoint && error.disposition !== 'outage' && error.code !== 'SALESFORCE_API_VERSION_RETIRED'
}
