/**
 * Which dead letters are going to be dealt with: made before a person is asked, carried out when the answer is yes.
 */
import { handleOf, resolutionKey } from '../domain/place.ts'
import type { Place } from '../domain/place.ts'
import { namesOf } from '../domain/selection.ts'
import type { Selection, Span } from '../domain/selection.ts'
import type { DeadLetterArchive } from '../ports/dead-letter-archive.ts'
import { visitOpenDeadLetters } from './open-dead-letters.ts'
import type { OpenDeadLetter } from './open-dead-letters.ts'

/** Something that was asked for and is left as it is. */
export interface Left {
  /** A handle, or the name that matched nothing. */
  readonly handle: string
  readonly reason: string
  /** False for a name that matched no open dead letter. */
  readonly isOpen: boolean
}

export interface Plan {
  readonly spans: readonly Span[]
  readonly count: number
  readonly left: readonly Left[]
  includes(place: Place): boolean
}

/** @param reasonToLeave why a selected dead letter is left as it is; undefined when it is not */
export async function makePlan(
  archive: DeadLetterArchive,
  selection: Selection,
  reasonToLeave: (open: OpenDeadLetter) => string | undefined | Promise<string | undefined>,
  signal: AbortSignal,
): Promise<Plan> {
  const chosen = placeSet()
  const left: Left[] = []
  const missing = new Set(selection.names)
  const spans = await visitOpenDeadLetters(
    archive,
    selection,
    async (open) => {
      const { place } = open.deadLetter
      for (const name of namesOf(open.deadLetter)) missing.delete(name)
      const reason = await reasonToLeave(open)
      if (reason === undefined) chosen.add(place)
      else left.push({ handle: handleOf(place), reason, isOpen: true })
    },
    signal,
  )
  const unmatched = [...missing].map((handle) => ({
    handle,
    reason: "no open dead letter has this name; 'show' tells of those that are not open",
    isOpen: false,
  }))
  return {
    spans: spans.filter((span) => chosen.hasSomeOf(span)),
    count: chosen.size(),
    left: [...left, ...unmatched],
    includes: chosen.has,
  }
}

/** Numbers only, since there may be hundreds of thousands. */
function placeSet() {
  const partitions = new Map<string, Set<number>>()
  const nameOf = (place: Omit<Place, 'offset'>) => resolutionKey({ ...place, offset: 0 })
  return {
    add(place: Place): void {
      const offsets = partitions.get(nameOf(place)) ?? new Set()
      partitions.set(nameOf(place), offsets.add(place.offset))
    },
    has: (place: Place): boolean => partitions.get(nameOf(place))?.has(place.offset) ?? false,
    hasSomeOf: (partition: Omit<Place, 'offset'>): boolean => partitions.has(nameOf(partition)),
    size: (): number => [...partitions.values()].reduce((sum, offsets) => sum + offsets.size, 0),
  }
}
