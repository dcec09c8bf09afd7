/**
 * How an event of a stage is published: on the stage's output topic, and beside it, in the same transaction, as the views that others
 * have of it.
 */
import type { EventName, Events, EventTopic } from '@calltrail/schemas'
import type { SchemaRegistry } from '@kafkajs/confluent-schema-registry'
import type { Guard } from '../outage/guard.ts'
import { openEventWriter } from '../registry/codec.ts'
import type { EventWriter } from '../registry/codec.ts'

/** Where a view stands. */
type ViewTopic = Pick<EventTopic, 'event' | 'name' | 'subject'>

/** An event of a stage as the readers of one topic see it. */
export interface View<Event> {
  readonly topic: ViewTopic
  readonly recordOf: (event: Event) => ViewRecord
}

interface ViewRecord {
  readonly key: string
  readonly event: Events[EventName]
}

/** @param of pure; what it throws is a bug, and the record is retried like one that the stage itself threw at */
export function viewOn<Event, Name extends EventName>(
  topic: EventTopic<Name>,
  of: (event: Event) => Events[Name],
): View<Event> {
  return {
    topic,
    recordOf(original) {
      const event = of(original)
      return { key: topic.key(event), event }
    },
  }
}

/** A record to be published. */
export interface Publication extends ViewRecord {
  readonly topic: ViewTopic
  /** In the registry's wire format. */
  readonly value: Buffer
}

export interface Publisher<Event> {
  /** The event's record on each topic, the output first. */
  publicationsOf(event: Event): Promise<readonly Publication[]>
}

/** @param writers of each view, in the same order */
export function publisherOf<Event>(
  views: readonly View<Event>[],
  writers: readonly EventWriter<EventName>[],
): Publisher<Event> {
  return {
    publicationsOf: (original) =>
      Promise.all(
        views.map(async ({ topic, recordOf }, index) => {
          const record = recordOf(original)
          if (record.key === '') throw new TypeError('the event has an empty key')
          return { topic, ...record, value: await writers[index]!.encode(record.event) }
        }),
      ),
  }
}

/** @throws {PipelineError} SCHEMA_NOT_REGISTERED, SCHEMA_REGISTRY_UNAVAILABLE */
export async function openPublisher<Event>(
  registry: SchemaRegistry,
  views: readonly View<Event>[],
  guard: Guard,
): Promise<Publisher<Event>> {
  const writers = await Promise.all(views.map(({ topic }) => openEventWriter(registry, topic, guard)))
  return publisherOf(views, writers)
}
