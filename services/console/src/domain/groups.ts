/**
 * Dead letters by stage, error code and age.
 */
import type { StageName } from '@calltrail/schemas'
import type { DeadLetter } from './dead-letter.ts'
import { handleOf } from './place.ts'

export interface Group {
  readonly stage: StageName
  readonly code: string | undefined
  readonly age: AgeRange
  readonly count: number
  /** Epoch milliseconds. */
  readonly oldest: number
  readonly newest: number
  /** How many of them have been replayed before. */
  readonly replayedBefore: number
  /** The oldest one's, to look at. */
  readonly handle: string
}

const hourMs = 3_600_000
const ageRanges = [
  { age: 'up to 1 h', belowMs: hourMs },
  { age: '1 to 24 h', belowMs: 24 * hourMs },
  { age: '1 to 7 days', belowMs: 7 * 24 * hourMs },
  { age: 'over 7 days', belowMs: Number.POSITIVE_INFINITY },
] as const

export type AgeRange = (typeof ageRanges)[number]['age']

export interface Grouping {
  add(deadLetter: DeadLetter): void
  /** By stage, then the youngest first, then the largest. */
  groups(): Group[]
}

/** @param now epoch milliseconds */
export function groupingAt(now: number): Grouping {
  const groups = new Map<string, Group>()
  return {
    add(deadLetter) {
      const { place, code, failedAt, replays } = deadLetter
      const age = ageRangeOf(now - failedAt)
      const key = `${place.stage} ${code} ${age}`
      const group = groups.get(key)
      const isOldest = group === undefined || failedAt < group.oldest
      groups.set(key, {
        stage: place.stage,
        code,
        age,
        count: (group?.count ?? 0) + 1,
        oldest: isOldest ? failedAt : group.oldest,
        newest: Math.max(group?.newest ?? failedAt, failedAt),
        replayedBefore: (group?.replayedBefore ?? 0) + (replays > 0 ? 1 : 0),
        handle: isOldest ? handleOf(place) : group.handle,
      })
    },
    groups: () =>
      [...groups.values()].toSorted(
        (a, b) => a.stage.localeCompare(b.stage) || rank(a.age) - rank(b.age) || b.count - a.count,
      ),
  }
}

function ageRangeOf(ageMs: number): AgeRange {
  return ageRanges.find(({ belowMs }) => ageMs < belowMs)!.age
}

function rank(age: AgeRange): number {
  return ageRanges.findIndex((range) => range.age === age)
}
