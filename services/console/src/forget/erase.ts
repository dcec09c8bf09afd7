import { ConsoleError, exitCodes } from '../domain/console-error.ts'
import { deadLetterOf } from '../domain/dead-letter.ts'
import { forgottenReason, resolutionOf, withoutTrace } from '../domain/resolution.ts'
import { errorText } from '../error-text.ts'
import { counted, inThousands } from '../table.ts'
import type { ForgetDesk } from './desk.ts'
import type { FoundPerson } from './find-person.ts'
import { planErasure } from './plan-erasure.ts'
import type { ErasurePlan } from './plan-erasure.ts'

export interface Erased {
  /** Records of the person. */
  readonly records: number
  /** Records of others. */
  readonly others: number
  /** Dead letters of the person that were open. */
  readonly resolved: number
}

interface Deed {
  readonly found: FoundPerson
  /** What a person has agreed to. */
  readonly plan: ErasurePlan
  /** Who does it. */
  readonly by: string
  readonly now: () => number
  readonly signal: AbortSignal
}

/** A record of a resolution is small; a transaction of them is not to be large. */
const notesPerTransaction = 1_000

/**
 * Resolves the person's dead letters, so that nobody replays them, and deletes what is planned; nothing beyond that, and less where it
 * has become needed since. It may be done any number of times.
 */
export async function erase(desk: ForgetDesk, { found, plan, by, now, signal }: Deed): Promise<Erased> {
  const hasNotes = found.deadLetters.length > 0 || plan.notes.length > 0
  // What another console has under way is then settled, and what is planned from here on is final.
  await using journal = hasNotes ? await desk.openJournal() : undefined
  const fresh = await planErasure(desk, found, now(), signal)
  const open = found.deadLetters
    .map(deadLetterOf)
    .filter(({ place, timestamp }) => !fresh.isResolved(place, timestamp))
  const forgotten = open.map((deadLetter) =>
    withoutTrace(resolutionOf(deadLetter, { kind: 'resolved', at: now(), by, reason: forgottenReason })),
  )
  // In a compacted topic a record is gone when another one has its key.
  const notes = [...forgotten, ...fresh.notes]
  for (let start = 0; start < notes.length; start += notesPerTransaction) {
    await journal?.commit([], notes.slice(start, start + notesPerTransaction))
  }

  const erased = { records: 0, others: 0, resolved: forgotten.length }
  for (const deletion of deletionsIn(plan, fresh)) {
    await desk.records.deleteBelow(deletion).catch((error: unknown) => {
      throw brokenOff(error, deletion, erased)
    })
    erased.records += deletion.records
    erased.others += deletion.others
  }
  return erased
}

/** What is gone is gone: whoever answers the person has to know. */
function brokenOff(error: unknown, { topic, partition }: Deletion, erased: Erased): ConsoleError {
  const resolved = counted(erased.resolved, 'dead letter')
  const message = [
    `${topic}/${partition}: the deletion failed. ${errorText(error)}`,
    `By then ${counted(erased.records, 'record')} of this person and ${inThousands(erased.others)} of others were deleted, and ${resolved} of theirs resolved as forgotten.`,
    'Run this again: it goes on with what is left.',
  ].join('\n')
  return new ConsoleError(exitCodes.failed, message, { cause: error })
}

interface Deletion extends Pick<Erased, 'records' | 'others'> {
  readonly topic: string
  readonly partition: number
  readonly before: number
}

/** What was planned, as far as it is still possible. */
function deletionsIn(plan: ErasurePlan, fresh: ErasurePlan): Deletion[] {
  const agreed = new Map(plan.partitions.map(({ tally, verdict }) => [tally, verdict]))
  return fresh.partitions.flatMap(({ tally, verdict }) => {
    const verdicts = [verdict, agreed.get(tally)!]
    const { before, erased, others } = verdicts.reduce((a, b) => ((a.before ?? 0) <= (b.before ?? 0) ? a : b))
    const { topic, partition } = tally
    return before === undefined ? [] : [{ topic: topic.name, partition, before, records: erased, others }]
  })
}
