/**
 * The one list of Kafka topics. Nothing else in Calltrail spells a topic's name.
 */
import type { CallEnded } from './generated/calls.ended.v1.ts'
import type { CallEnrichedMasked } from './generated/calls.enriched.masked.v1.ts'
import type { CallEnriched } from './generated/calls.enriched.v1.ts'
import type { CallLogged } from './generated/calls.logged.v1.ts'

const hour = 3_600_000
const day = 24 * hour

/** The events, by type. */
export interface Events {
  'calls.ended.v1': CallEnded
  'calls.enriched.v1': CallEnriched
  'calls.enriched.masked.v1': CallEnrichedMasked
  'calls.logged.v1': CallLogged
}

export type EventName = keyof Events

/**
 * How long a segment of a topic's log takes records, at most. It goes as a whole, when the newest of its records is old enough: so much
 * longer than its retention may a record be there. Kafka's own default is a week, with which seven days mean up to fourteen.
 */
export const segmentMs = day

/** How long records are kept, at least; at most {@link segmentMs} longer. */
export interface Retention {
  readonly retentionMs: number
  /** Who needs them for so long. */
  readonly retentionReason: string
}

/** A topic of Avro events. */
export interface EventTopic<Event extends EventName = EventName> extends Retention {
  /** The type of its events; their schema is `avro/<event>.avsc`. */
  readonly event: Event
  readonly name: string
  /** Where the schema registry keeps the schema. */
  readonly subject: string
  readonly partitions: number
  readonly key: (event: Events[Event]) => string
}

/** An event's topic has the event's name. */
function eventTopic<Event extends EventName>(
  event: Event,
  settings: Pick<EventTopic<Event>, 'partitions' | 'key' | keyof Retention>,
): EventTopic<Event> {
  return { event, name: event, subject: `${event}-value`, ...settings }
}

export const callsEnded = eventTopic('calls.ended.v1', {
  partitions: 12,
  retentionMs: 7 * day,
  retentionReason:
    'A week-end and the days it takes to mend what went wrong in it: from here all that follows can be made again.',
  key: (event) => event.conversationId,
})

/** Public. All calls of one contact share a partition, so that its Salesforce rows have one writer. */
export const callsEnriched = eventTopic('calls.enriched.v1', {
  partitions: 12,
  retentionMs: 7 * day,
  retentionReason:
    'A consumer that was down over a week-end and is mended after it misses nothing. Numbers and names are kept no longer.',
  key: customerOf,
})

/** Public, for teams that may not see people. Its events are those of {@link callsEnriched}, one for one, in the same order. */
export const callsEnrichedMasked = eventTopic('calls.enriched.masked.v1', {
  partitions: 12,
  retentionMs: 30 * day,
  retentionReason:
    'A month of calls to count and compare. It holds no number, name or text; its pseudonyms are still data about people.',
  key: customerOf,
})

function customerOf(event: CallEnriched | CallEnrichedMasked): string {
  return event.contact?.id ?? event.customerPhone ?? event.conversationId
}

/** Public. */
export const callsLogged = eventTopic('calls.logged.v1', {
  partitions: 12,
  retentionMs: 30 * day,
  retentionReason:
    'What reconciliation compares with Genesys: a month back, each call has its answer. It holds ids only.',
  key: (event) => event.conversationId,
})

export const eventTopics = [callsEnded, callsEnriched, callsEnrichedMasked, callsLogged] as const

/** A stage's way through Kafka: where it reads, where it writes, where its failures go. */
export interface StageTopics<In extends EventName = EventName, Out extends EventName = EventName> {
  readonly stage: StageName
  readonly consumerGroup: string
  readonly input: EventTopic<In>
  readonly output: EventTopic<Out>
  /** What may stand beside the output, in the same transaction: the same events for other readers. */
  readonly views: readonly Omit<EventTopic, 'key'>[]
  /** One topic per delay, shortest first. */
  readonly retryTiers: readonly string[]
  /** Records that are done, and are looked at again later: one topic per delay, shortest first. */
  readonly followUpTiers: readonly string[]
  readonly deadLetters: string
}

export type StageName = 'enricher' | 'sink'

/** How many retry topics each stage has; the delays belong to the stage's configuration. */
export const retryTierCount = 3

/** How many follow-up topics a stage has that follows up. */
export const followUpTierCount = 3

function stageTopics<In extends EventName, Out extends EventName>(
  stage: StageName,
  input: EventTopic<In>,
  output: EventTopic<Out>,
  { views, followsUp }: Pick<StageTopics, 'views'> & { readonly followsUp: boolean },
): StageTopics<In, Out> {
  return {
    stage,
    consumerGroup: `calltrail-${stage}`,
    input,
    output,
    views,
    retryTiers: tiers(stage, 'retry', retryTierCount),
    followUpTiers: followsUp ? tiers(stage, 'follow-up', followUpTierCount) : [],
    deadLetters: `calls.${stage}.dlt`,
  }
}

function tiers(stage: StageName, purpose: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `calls.${stage}.${purpose}.${index + 1}`)
}

export const enricherTopics = stageTopics('enricher', callsEnded, callsEnriched, {
  views: [callsEnrichedMasked],
  followsUp: true,
})
export const sinkTopics = stageTopics('sink', callsEnriched, callsLogged, { views: [], followsUp: false })

/** Every stage. */
export const stages = [enricherTopics, sinkTopics] as const

const deadLetterRetentionMs = 30 * day

const deadLetterRetention: Retention = {
  retentionMs: deadLetterRetentionMs,
  retentionReason:
    'A month for people to find the cause, mend it and replay. It holds what the failed record held.',
}

/** Of records that wait for another try, or another look. */
const waitingRetention: Retention = {
  retentionMs: 7 * day,
  retentionReason:
    'As long as what it came from: an outage of days may come between a record and its next try.',
}

/** How Kafka cleans a topic up. Compacted, the last record of each key stays. */
export type CleanupPolicy = 'delete' | 'compact,delete'

/** What a deployment has to create. */
export interface TopicSpec extends Retention {
  readonly name: string
  readonly partitions: number
  readonly cleanupPolicy: CleanupPolicy
  /** The largest record it takes; the broker's own limit, a megabyte by default, where it is not given. */
  readonly maxMessageBytes?: number
}

/** A record as large as a broker takes is larger when it has failed: its headers tell why. */
const failureMaxMessageBytes = 2_097_152

/**
 * Which dead letters need nothing more, and why. Its key is a dead letter's place; a place it does not have is open.
 * One partition, so that there is one order in which things were said. It must outlive the dead letters, which would be open again
 * without it; they may live {@link segmentMs} longer than their retention.
 */
export const deadLetterResolutions = {
  name: 'calls.dead-letters.resolved',
  partitions: 1,
  retentionMs: 2 * deadLetterRetentionMs,
  retentionReason:
    'Longer than any dead letter, which would be open again without it. It holds places, event ids, error codes, reasons, and who resolved it: a user of the operating system.',
  cleanupPolicy: 'compact,delete',
} as const satisfies TopicSpec

/** Every topic of Calltrail: the events', then each stage's retry tiers, follow-up tiers and dead letters, then what was said of dead letters. */
export function allTopics(): TopicSpec[] {
  const failures = stages.flatMap(({ retryTiers, followUpTiers, deadLetters }) => [
    ...[...retryTiers, ...followUpTiers].map((name) => failureTopic(name, waitingRetention)),
    failureTopic(deadLetters, deadLetterRetention),
  ])
  const events = eventTopics.map(({ name, partitions, retentionMs, retentionReason }) => ({
    name,
    partitions,
    retentionMs,
    retentionReason,
  }))
  const deleted = [...events, ...failures].map((topic) => ({ ...topic, cleanupPolicy: 'delete' as const }))
  return [...deleted, deadLetterResolutions]
}

function failureTopic(name: string, retention: Retention) {
  return { name, partitions: 3, ...retention, maxMessageBytes: failureMaxMessageBytes }
}
