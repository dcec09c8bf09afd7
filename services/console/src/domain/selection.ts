/**
 * Which dead letters a person means.
 */
import type { StageName } from '@calltrail/schemas'
import type { DeadLetter } from './dead-letter.ts'
import { handleOf, placeOfHandle } from './place.ts'
import type { Place } from './place.ts'

/** All that is given must hold; nothing given means all dead letters. */
export interface Selection {
  /** Handles or event ids, of which one must hold. */
  readonly names?: ReadonlySet<string>
  readonly stage?: StageName
  readonly code?: string
  /** Dead-lettered at or after this time, epoch milliseconds. */
  readonly since?: number
  /** Dead-lettered before this time, epoch milliseconds. */
  readonly before?: number
}

export function isSelected(
  { names, stage, code, since, before }: Selection,
  deadLetter: DeadLetter,
): boolean {
  return (
    (stage === undefined || deadLetter.place.stage === stage) &&
    (code === undefined || deadLetter.code === code) &&
    (since === undefined || deadLetter.failedAt >= since) &&
    (before === undefined || deadLetter.failedAt < before) &&
    (names === undefined || namesOf(deadLetter).some((name) => names.has(name)))
  )
}

/** What a person may call it. Poison has no event id, and then no empty one either: that would be the name of all poison. */
export function namesOf({ place, eventId }: DeadLetter): string[] {
  return eventId ? [handleOf(place), eventId] : [handleOf(place)]
}

/** What is in a partition of a dead-letter topic: offsets from `from` on, below `end`. */
export interface Span {
  readonly stage: StageName
  readonly partition: number
  readonly from: number
  readonly end: number
}

/** The parts of `spans` that may hold selected records, so that one record is not looked for among all. */
export function spansToRead({ names, stage }: Selection, spans: readonly Span[]): Span[] {
  const inStage = spans.filter((span) => stage === undefined || span.stage === stage)
  const places = names && placesOf(names)
  return places ? inStage.flatMap((span) => narrowed(span, places)) : inStage
}

/** The places of handles; undefined when a name is an event id, which may be anywhere. */
function placesOf(names: ReadonlySet<string>): Place[] | undefined {
  const places = [...names].map(placeOfHandle)
  return places.every((place) => place !== undefined) ? places : undefined
}

function narrowed(span: Span, places: readonly Place[]): Span[] {
  const offsets = places
    .filter(({ stage, partition, offset }) => {
      const isHere = stage === span.stage && partition === span.partition
      return isHere && offset >= span.from && offset < span.end
    })
    .map(({ offset }) => offset)
  if (offsets.length === 0) return []
  const [first, last] = offsets.reduce(
    ([low, high], offset) => [Math.min(low, offset), Math.max(high, offset)],
    [offsets[0]!, offsets[0]!],
  )
  return [{ ...span, from: first, end: last + 1 }]
}
