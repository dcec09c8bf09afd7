import { setTimeout as sleep } from 'node:timers/promises'
import { messageBytes } from '@calltrail/runtime'
import { deadLetterOf } from '../domain/dead-letter.ts'
import { recordsPerTransaction, waitMs } from '../domain/pace.ts'
import type { ReplayedRecord } from '../domain/replay.ts'
import type { Resolution } from '../domain/resolution.ts'
import type { DeadLetterArchive } from '../ports/dead-letter-archive.ts'
import type { DeadLetterJournal } from '../ports/dead-letter-journal.ts'
import type { OpenDeadLetter } from './open-dead-letters.ts'
import type { Plan } from './plan.ts'

/** What becomes of one dead letter: its resolution, and the record that goes out with it. */
export interface Deed {
  readonly record?: ReplayedRecord
  readonly resolution: Resolution
}

export interface CarryOut {
  readonly archive: DeadLetterArchive
  readonly journal: DeadLetterJournal
  readonly plan: Plan
  readonly deedFor: (open: OpenDeadLetter) => Deed
  readonly recordsPerSecond: number
  /** Milliseconds of a clock that only goes forward. */
  readonly now: () => number
  /** Told how many are done whenever some were committed. */
  readonly onProgress: (done: number) => void
  readonly signal: AbortSignal
}

/** All of a transaction may be for one partition, whose broker takes a megabyte at once. A record that is larger goes alone. */
const maxTransactionBytes = 500_000

/** How far it went. What is not done is still open: the same command goes on with it. */
export interface Tally {
  readonly done: number
  readonly interrupted: boolean
  /** What stopped it. */
  readonly failure?: unknown
}

/**
 * Does what is planned, some records to a transaction, at an even pace. When it is interrupted, the transaction under way is still
 * committed.
 */
export async function carryOut(order: CarryOut): Promise<Tally> {
  const { archive, journal, plan, deedFor, recordsPerSecond, now, onProgress, signal } = order
  const perTransaction = recordsPerTransaction(recordsPerSecond)
  const startedAt = now()
  let waiting: Deed[] = []
  let waitingBytes = 0
  let done = 0
  let commitFailure: unknown

  async function commit(): Promise<void> {
    if (waiting.length === 0) return
    await sleep(waitMs(done, recordsPerSecond, startedAt, now()), undefined, { signal })
    const records = waiting.flatMap(({ record }) => (record ? [record] : []))
    const resolutions = waiting.map(({ resolution }) => resolution)
    await journal.commit(records, resolutions).catch((error: unknown) => {
      commitFailure = error
      throw error
    })
    done += waiting.length
    waiting = []
    waitingBytes = 0
    onProgress(done)
  }

  try {
    await archive.read(
      plan.spans,
      async (records) => {
        for (const record of records) {
          signal.throwIfAborted()
          if (!plan.includes(record.place)) continue
          const deed = deedFor({ record, deadLetter: deadLetterOf(record) })
          const bytes = deed.record ? messageBytes(deed.record) : 0
          if (waitingBytes + bytes > maxTransactionBytes) await commit()
          waiting.push(deed)
          waitingBytes += bytes
          if (waiting.length === perTransaction) await commit()
        }
      },
      signal,
    )
    await commit()
    return { done, interrupted: false }
  } catch (failure) {
    // An interruption hides no failed commit: of that one nobody knows whether it took effect.
    if (commitFailure !== undefined) return { done, interrupted: false, failure: commitFailure }
    return signal.aborted ? { done, interrupted: true } : { done, interrupted: false, failure }
  }
}
