/**
 * For tests: records of Calltrail's topics, and what reads them.
 */
import type { EventName, Events } from '@calltrail/schemas'
import type { CallRecord } from '../domain/call-record.ts'
import { callTopics } from '../domain/call-topics.ts'
import type { CallTopic } from '../domain/call-topics.ts'
import type { CallReading, CallRecords } from '../ports/call-records.ts'

/** When the calls of the tests were accepted. */
export const acceptedAt = Date.parse('2026-03-14T10:10:31Z')

export function topicOf(says: CallTopic['says'], stage?: CallTopic['stage'], number?: number): CallTopic {
  return callTopics.find(
    (topic) =>
      topic.says === says &&
      (stage === undefined || topic.stage === stage) &&
      (number === undefined || topic.number === number),
  )!
}

export interface RecordChanges extends Partial<Omit<CallRecord, 'topic' | 'headers' | 'value'>> {
  readonly headers?: Readonly<Record<string, string>>
  /** The event, which stands in the value as JSON. */
  readonly event?: object
}

/** A record of the seed's call, with the changes that a test is about. */
export function callRecord(topic: CallTopic, changes: RecordChanges = {}): CallRecord {
  const { headers = {}, event, ...others } = changes
  return {
    topic,
    partition: 0,
    offset: 0,
    timestamp: acceptedAt,
    eventId: 'conversation-111:user-agent-1',
    key: Buffer.from('conversation-111'),
    value: event ? Buffer.from(JSON.stringify(event)) : Buffer.from('poison'),
    ...others,
    headers: Object.fromEntries(Object.entries(headers).map(([name, text]) => [name, Buffer.from(text)])),
  }
}

export interface FakeCallRecords extends CallRecords {
  /** What was read, each time. */
  readonly readings: readonly CallReading[]
}

/** @param beforeRead may add records, as a pipeline does that is at work */
export function fakeCallRecords(
  records: CallRecord[],
  beforeRead: (count: number) => void = () => {},
): FakeCallRecords {
  const readings: CallReading[] = []
  return {
    readings,
    async read(reading) {
      reading.signal.throwIfAborted()
      beforeRead(readings.length)
      readings.push(reading)
      const wanted = reading.extents.flatMap(({ topic, since, until = Infinity }) =>
        records.filter(
          (record) =>
            record.topic.name === topic.name && record.timestamp >= since && record.timestamp < until,
        ),
      )
      for (const [index, record] of wanted.entries()) {
        await reading.visit(record)
        reading.progress?.(index + 1, wanted.length)
      }
    },
    async eventOf<Name extends EventName>(_: Name, { value }: Pick<CallRecord, 'value'>) {
      try {
        return JSON.parse(value?.toString() ?? '') as Events[Name]
      } catch {
        return undefined
      }
    },
  }
}
