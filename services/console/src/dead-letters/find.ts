import { deadLetterOf } from '../domain/dead-letter.ts'
import { handleOf, placeOfHandle, resolutionKey, stageNames } from '../domain/place.ts'
import type { ResolutionValue } from '../domain/resolution.ts'
import { isSelected, spansToRead } from '../domain/selection.ts'
import type { Span } from '../domain/selection.ts'
import type { DeadLetterArchive } from '../ports/dead-letter-archive.ts'
import type { OpenDeadLetter } from './open-dead-letters.ts'
import { readResolutionsOf } from './resolutions.ts'

export interface FoundDeadLetter extends OpenDeadLetter {
  /** What was said of it last; undefined while it is open. */
  readonly resolution: ResolutionValue | undefined
}

/** Every dead letter with this handle or event id, open or not. */
export async function findDeadLetters(
  archive: DeadLetterArchive,
  name: string,
  signal: AbortSignal,
): Promise<FoundDeadLetter[]> {
  const selection = { names: new Set([name]) }
  const found: OpenDeadLetter[] = []
  const spans = await archive.spans(stageNames)
  await archive.read(
    spansToRead(selection, spans),
    async (records) => {
      const read = records.map((record) => ({ record, deadLetter: deadLetterOf(record) }))
      found.push(...read.filter(({ deadLetter }) => isSelected(selection, deadLetter)))
    },
    signal,
  )
  const said = await readResolutionsOf(
    archive,
    found.map(({ deadLetter }) => deadLetter),
    signal,
  )
  return found.map((dead) => ({ ...dead, resolution: said.get(resolutionKey(dead.record.place)) }))
}

/** Why nothing was found under a name. */
export async function whyNotFound(archive: DeadLetterArchive, name: string): Promise<string> {
  const place = placeOfHandle(name)
  if (!place)
    return `No dead letter has the event id ${name}. 'dead-letters list --each' shows handles and event ids.`
  const span = (await archive.spans([place.stage])).find(({ partition }) => partition === place.partition)
  return `No dead letter has the handle ${handleOf(place)}: ${contentOf(span, place.offset)}.`
}

function contentOf(span: Span | undefined, offset: number): string {
  if (!span) return 'its topic has no such partition'
  if (span.from >= span.end) return 'its partition is empty'
  if (offset < span.from)
    return `its partition begins at ${span.from} by now, and older ones were removed by Kafka`
  if (offset >= span.end) return `its partition ends before ${span.end}`
  return 'at that place lies a mark of a transaction'
}
