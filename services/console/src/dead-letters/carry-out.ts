import { setTimeout as sleep } from 'node:timers/promises'
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
  let done = 0

  async function commit(): Promise<void> {
    if (waiting.length === 0) return
    await sleep(waitMs(done, recordsPerSecond, startedAt, now()), undefined, { signal })
    const records = waiting.flatMap(({ record }) => (record ? [record] : []))
    await journal.commit(
      records,
      waiting.map(({ resolution }) => resolution),
    )
    done += waiting.length
    waiting = []
    onProgress(done)
  }

  try {
    await archive.read(
      plan.spans,
      async (records) => {
        for (const record of records) {
          signal.throwIfAborted()
          if (!plan.includes(record.place)) continue
          waiting.push(deedFor({ record, deadLetter: deadLetterOf(record) }))
          if (waiting.length === perTransaction) await commit()
        }
      },
      signal,
    )
    await commit()
    return { done, interrupted: false }
  } catch (failure) {
    return signal.aborted ? { done, interrupted: true } : { done, interrupted: false, failure }
  }
}
