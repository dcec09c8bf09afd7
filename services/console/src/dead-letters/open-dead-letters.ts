import { deadLetterOf } from '../domain/dead-letter.ts'
import type { DeadLetter, DeadLetterRecord } from '../domain/dead-letter.ts'
import { stageNames } from '../domain/place.ts'
import { resolvedPlaces } from '../domain/resolved-places.ts'
import type { ResolvedPlaces } from '../domain/resolved-places.ts'
import { isSelected, spansToRead } from '../domain/selection.ts'
import type { Selection, Span } from '../domain/selection.ts'
import type { DeadLetterArchive } from '../ports/dead-letter-archive.ts'

export interface OpenDeadLetter {
  readonly record: DeadLetterRecord
  readonly deadLetter: DeadLetter
}

/**
 * Visits what is selected of the dead letters that are open at this moment. Their values are not held.
 * @returns what was read
 */
export async function visitOpenDeadLetters(
  archive: DeadLetterArchive,
  selection: Selection,
  visit: (open: OpenDeadLetter) => void | Promise<void>,
  signal: AbortSignal,
): Promise<Span[]> {
  const spans = spansToRead(selection, await archive.spans(selection.stage ? [selection.stage] : stageNames))
  if (spans.every(({ from, end }) => from >= end)) return spans
  // Looked up after the spans: a record that is replayed and fails again in between is then not counted at both of its places.
  const resolved = readResolvedPlaces(archive, signal)
  await Promise.all([
    resolved,
    archive.read(spans, async (records) => visitAmong(records, await resolved, selection, visit), signal),
  ])
  return spans
}

async function visitAmong(
  records: readonly DeadLetterRecord[],
  resolved: ResolvedPlaces,
  selection: Selection,
  visit: (open: OpenDeadLetter) => void | Promise<void>,
): Promise<void> {
  for (const record of records) {
    if (resolved.has(record)) continue
    const deadLetter = deadLetterOf(record)
    if (isSelected(selection, deadLetter)) await visit({ record, deadLetter })
  }
}

async function readResolvedPlaces(archive: DeadLetterArchive, signal: AbortSignal): Promise<ResolvedPlaces> {
  const resolved = resolvedPlaces()
  await archive.readResolutions((resolution) => resolved.add(resolution), signal)
  return resolved
}
