/**
 * What of the records of a person may be deleted at this moment, and how long the others stay.
 */
import { isDeepStrictEqual } from 'node:util'
import { conversationIdOf } from '@calltrail/schemas'
import { verdictOn } from '../domain/erasure.ts'
import type { Verdict } from '../domain/erasure.ts'
import type { PartitionTally } from '../domain/partition-tally.ts'
import { namingText } from '../domain/person.ts'
import { resolutionKey } from '../domain/place.ts'
import { withoutReason, withoutTrace } from '../domain/resolution.ts'
import { resolvedPlaces } from '../domain/resolved-places.ts'
import type { Resolution } from '../domain/resolution.ts'
import type { Keeping } from '../ports/held-records.ts'
import type { ForgetDesk } from './desk.ts'
import type { FoundPerson } from './find-person.ts'

export interface PlannedPartition {
  readonly tally: PartitionTally
  readonly verdict: Verdict
  /** When Kafka has removed the person's last record here by itself, at the latest: epoch milliseconds. Undefined: it never does. */
  readonly goneBy: number | undefined
}

export interface ErasurePlan {
  readonly partitions: readonly PlannedPartition[]
  /** What is to be said of dead letters in place of what names the person. */
  readonly notes: readonly Resolution[]
  /** Whether something was said of a dead letter. */
  isResolved(place: Resolution['place'], timestamp: number): boolean
}

/** @param now epoch milliseconds */
export async function planErasure(
  { records, archive, copyWindowMs }: Pick<ForgetDesk, 'records' | 'archive' | 'copyWindowMs'>,
  { person, tallies, deadLetters, workingSince }: FoundPerson,
  now: number,
  signal: AbortSignal,
): Promise<ErasurePlan> {
  const own = new Set(deadLetters.map(({ place }) => resolutionKey(place)))
  const resolved = resolvedPlaces()
  const notes = new Map<string, Resolution>()
  const isNaming = namingText(person)
  const cleaned = (resolution: Resolution): Resolution => {
    const { eventId, reason } = resolution.value
    const isOwn = eventId !== undefined && person.conversations.has(conversationIdOf(eventId))
    if (isOwn || own.has(resolutionKey(resolution.place))) return withoutTrace(resolution)
    return reason !== undefined && isNaming(reason) ? withoutReason(resolution) : resolution
  }
  await archive.readResolutions((resolution) => {
    resolved.add(resolution)
    const key = resolutionKey(resolution.place)
    const note = cleaned(resolution)
    // The last one counts. One that was written over names nobody any more.
    if (isDeepStrictEqual(note, resolution)) notes.delete(key)
    else notes.set(key, note)
  }, signal)
  const [positions, keeping] = [await records.positions(), await records.keeping()]

  const partitions = tallies.map((tally) => {
    const { topic, partition, newest } = tally
    const verdict = verdictOn(tally, {
      groups: positions.get(`${topic.name}/${partition}`) ?? [],
      isOpen: ({ offset, timestamp }) =>
        !resolved.has({ place: { stage: topic.deadLettersOf!, partition, offset }, timestamp }),
      copyWindowMs,
      workingSince,
      now,
    })
    return { tally, verdict, goneBy: goneBy(newest, keeping.get(topic.name)) }
  })
  return {
    partitions,
    notes: [...notes.values()],
    isResolved: (place, timestamp) => resolved.has({ place, timestamp }),
  }
}

/** The last moment that a date can tell, epoch milliseconds. Topics that are to keep or to fill a segment for ever have settings beyond it. */
const endOfTime = 8.64e15

/** A segment goes when its newest record is old enough, which may be as much younger as the segment takes records for. */
function goneBy(timestamp: number, keeping: Keeping | undefined): number | undefined {
  if (keeping?.retentionMs === undefined) return undefined
  const time = timestamp + keeping.retentionMs + keeping.segmentMs
  return time <= endOfTime ? time : undefined
}
