import { callsEnded, callsEnriched, callsLogged, conversationIdOf } from '@calltrail/schemas'
import type { StageName } from '@calltrail/schemas'
import { readResolutionsOf } from '../dead-letters/resolutions.ts'
import { deadLetterRecordOf } from '../domain/call-record.ts'
import type { CallRecord } from '../domain/call-record.ts'
import { callStoryOf } from '../domain/call-story.ts'
import type { CallStory } from '../domain/call-story.ts'
import type { ToldRecord } from '../domain/story-steps.ts'
import { acceptedTopic, callTopics } from '../domain/call-topics.ts'
import { standingOf } from '../domain/standing.ts'
import type { CallRecords, Extent } from '../ports/call-records.ts'
import type { DeadLetterArchive } from '../ports/dead-letter-archive.ts'
import type { StageQueues } from '../ports/stage-queues.ts'

export interface ToldConversation {
  readonly conversationId: string
  /** One for each event, in the order in which they were first told of. None when nothing is known. */
  readonly stories: readonly CallStory[]
  /** How many processes each stage has. */
  readonly processes: ReadonlyMap<StageName, number>
}

interface Sources {
  readonly records: CallRecords
  readonly archive: Pick<DeadLetterArchive, 'readResolutions'>
  readonly queues: Pick<StageQueues, 'positions' | 'processes'>
}

interface Question {
  /** A conversation, or an event of one. */
  readonly name: string
  /** How far to look back, epoch milliseconds. */
  readonly since: number
  readonly progress: (read: number, total: number) => void
  readonly signal: AbortSignal
}

/** Whoever wrote a record may have a clock that is behind the ingress's. */
const clockToleranceMs = 3_600_000

/** Everything that Kafka tells of a conversation. */
export async function tellCall(sources: Sources, question: Question): Promise<ToldConversation> {
  const told = await tellOnce(sources, question)
  const isPuzzling = told.stories.some((story) => standingOf(story, told.stories).kind === 'unaccounted')
  // A call that is just passing is done with before it is seen what has come of it.
  return isPuzzling ? tellOnce(sources, question) : told
}

async function tellOnce(
  { records, archive, queues }: Sources,
  { name, since, progress, signal }: Question,
): Promise<ToldConversation> {
  const conversationId = conversationIdOf(name)
  const isWanted = (eventId: string) =>
    name === conversationId
      ? conversationIdOf(eventId) === conversationId
      : eventId === name || eventId === conversationId
  const told = new Map<string, ToldRecord[]>()

  async function visit(record: CallRecord): Promise<void> {
    const { eventId } = record
    if (eventId === undefined || !isWanted(eventId)) return
    told.set(eventId, [...(told.get(eventId) ?? []), await withContent(records, record)])
  }
  const read = (extents: readonly Extent[]) =>
    records.read({ extents, conversationId, visit, progress, signal })

  await read([{ topic: acceptedTopic, since }])
  // What comes of a call comes after it: one of today is not looked for in the records of a week.
  const arrivals = [...told.values()].flat().map(({ record }) => record.timestamp)
  const from = arrivals.length === 0 ? since : Math.max(since, Math.min(...arrivals) - clockToleranceMs)
  await read(callTopics.filter((topic) => topic !== acceptedTopic).map((topic) => ({ topic, since: from })))

  const dead = [...told.values()]
    .flat()
    .flatMap(({ says, record }) => (says === 'dead-letter' ? deadLetterRecordOf(record) : []))
  const [said, positions, processes] = await Promise.all([
    readResolutionsOf(archive, dead, signal),
    queues.positions(),
    queues.processes(),
  ])
  const committed = new Map(
    positions.map(({ input, partition, committed }) => [`${input.name}/${partition}`, committed]),
  )
  const stories = [...told].map(([eventId, ofEvent]) =>
    callStoryOf(eventId, ofEvent, {
      said,
      committed: (topic, partition) => committed.get(`${topic}/${partition}`),
    }),
  )
  return { conversationId, stories: stories.toSorted((a, b) => beginningOf(a) - beginningOf(b)), processes }
}

async function withContent(records: CallRecords, record: CallRecord): Promise<ToldRecord> {
  const { says } = record.topic
  switch (says) {
    case 'accepted':
      return { says, record, call: await records.eventOf(callsEnded.event, record) }
    case 'enriched':
      return { says, record, call: await records.eventOf(callsEnriched.event, record) }
    case 'logged':
      return { says, record, call: await records.eventOf(callsLogged.event, record) }
    case 'retry':
    case 'follow-up':
    case 'dead-letter':
      return { says, record }
  }
}

function beginningOf({ steps, pending }: CallStory): number {
  return steps[0]?.at ?? pending[0]?.dueAt ?? 0
}
