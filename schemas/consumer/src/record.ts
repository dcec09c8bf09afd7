import type { IHeaders, KafkaMessage } from 'kafkajs'

/** A record as it stands in Kafka, for who wants to know where an event came from, or to set it aside. */
export interface EventRecord {
  readonly topic: string
  readonly partition: number
  readonly offset: string
  /** Null in a record that was written without one; Calltrail writes none. */
  readonly key: string | null
  /** CloudEvents (`ce_id`, `ce_type`, …) and W3C trace context. Of a repeated header the last value. */
  readonly headers: Readonly<Record<string, string>>
  /** When it was published, in epoch milliseconds. */
  readonly publishedAt: number
  /** Its bytes. */
  readonly value: Buffer | null
}

export function recordOf(
  place: { readonly topic: string; readonly partition: number },
  { offset, key, headers, timestamp, value }: KafkaMessage,
): EventRecord {
  const { topic, partition } = place
  return {
    topic,
    partition,
    offset,
    key: key === null ? null : key.toString(),
    headers: textsOf(headers ?? {}),
    publishedAt: Number(timestamp),
    value,
  }
}

function textsOf(headers: IHeaders): Record<string, string> {
  const texts = Object.entries(headers).flatMap(([name, value]) => {
    const last = Array.isArray(value) ? value.at(-1) : value
    return last === undefined || last === null ? [] : [[name, last.toString()] as const]
  })
  return Object.fromEntries(texts)
}
