import type { KafkaMessage } from 'kafkajs'
import { notBefore } from './failure-headers.ts'

export interface SliceLimits {
  readonly records: number
  readonly bytes: number
}

/**
 * The records from the head on that are processed and committed together: those that are due, up to the limits, and at least one.
 * Everything may be for one output partition, whose broker takes a megabyte at once.
 * @param now epoch milliseconds; infinite where nothing has to wait
 */
export function nextSlice(
  messages: readonly KafkaMessage[],
  { records, bytes }: SliceLimits,
  now: number,
): readonly KafkaMessage[] {
  let room = bytes
  let end = 0
  for (const { headers, value } of messages) {
    room -= value?.length ?? 0
    if (end > 0 && (end === records || room < 0 || notBefore(headers) > now)) break
    end += 1
  }
  return messages.slice(0, end)
}
