import { callsEnriched, callsLogged } from '@calltrail/schemas'
import { readResolutionsOf } from '../dead-letters/resolutions.ts'
import { CallBooks } from '../domain/call-books.ts'
import { deadLetterRecordOf, identityOf } from '../domain/call-record.ts'
import type { CallRecord } from '../domain/call-record.ts'
import { acceptedTopic, deadLetterTopics, enrichedTopic, loggedTopic } from '../domain/call-topics.ts'
import { deadLetterOf } from '../domain/dead-letter.ts'
import { deadTrace } from '../domain/event-trail.ts'
import { resolutionKey } from '../domain/place.ts'
import type { TimeSpan } from '../domain/time-span.ts'
import type { CallRecords } from '../ports/call-records.ts'
import type { DeadLetterArchive } from '../ports/dead-letter-archive.ts'

interface Sources {
  readonly records: CallRecords
  readonly archive: Pick<DeadLetterArchive, 'readResolutions'>
}

interface Wanted {
  readonly span: TimeSpan
  /** A call that was accepted so long before the span, and again in it, belongs to the time before. */
  readonly lookBackMs: number
  readonly progress?: (read: number, total: number) => void
  readonly signal: AbortSignal
}

/** Reads what became of the calls that were accepted in a span, and those of a while before. */
export async function readCalls(
  { records, archive }: Sources,
  { span, lookBackMs, progress, signal }: Wanted,
): Promise<CallBooks> {
  const books = new CallBooks()
  const dead: { readonly identity: string; readonly record: CallRecord }[] = []

  async function visit(record: CallRecord): Promise<void> {
    const identity = identityOf(record)
    const { topic, timestamp } = record
    if (topic.says === 'accepted') books.accepted(identity, timestamp)
    else if (topic.says === 'dead-letter') dead.push({ identity, record: { ...record, value: null } })
    else if (topic.says === 'enriched') {
      const call = await records.eventOf(callsEnriched.event, record)
      if (call) books.enriched(identity, timestamp, call)
    } else {
      const call = await records.eventOf(callsLogged.event, record)
      if (call) books.logged(identity, call)
    }
  }

  const since = span.from - lookBackMs
  const told = [...deadLetterTopics, loggedTopic, enrichedTopic].map((topic) => ({ topic, since }))
  await records.read({
    // What was accepted stands last: of a call that is logged meanwhile, the arrival is then not missed.
    extents: [...told, { topic: acceptedTopic, since, until: span.to }],
    visit,
    ...(progress && { progress }),
    signal,
  })
  const deadLetters = dead.map(({ identity, record }) => ({
    identity,
    deadLetter: deadLetterOf(deadLetterRecordOf(record)),
  }))
  const said = await readResolutionsOf(
    archive,
    deadLetters.map(({ deadLetter }) => deadLetter),
    signal,
  )
  for (const { identity, deadLetter } of deadLetters) {
    books.dead(identity, deadTrace(deadLetter, said.get(resolutionKey(deadLetter.place))))
  }
  return books
}
