import type { DeadLetter } from '../domain/dead-letter.ts'
import { resolutionKey } from '../domain/place.ts'
import type { ResolutionValue } from '../domain/resolution.ts'
import type { DeadLetterArchive } from '../ports/dead-letter-archive.ts'

/** What was said last of each of the dead letters, by the key of its place; of one that is open nothing. */
export async function readResolutionsOf(
  archive: Pick<DeadLetterArchive, 'readResolutions'>,
  deadLetters: readonly Pick<DeadLetter, 'place' | 'timestamp'>[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, ResolutionValue>> {
  if (deadLetters.length === 0) return new Map()
  const wanted = new Map(deadLetters.map(({ place, timestamp }) => [resolutionKey(place), timestamp]))
  const said = new Map<string, ResolutionValue>()
  await archive.readResolutions(({ place, value }) => {
    const key = resolutionKey(place)
    // A topic that is made anew has the same places again.
    if (wanted.get(key) === value.deadLetterTimestamp) said.set(key, value)
  }, signal)
  return said
}
