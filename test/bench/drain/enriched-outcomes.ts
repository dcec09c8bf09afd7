import { openEventReader } from '@calltrail/runtime'
import { callsEnriched } from '@calltrail/schemas'
import type { KafkaMessage } from 'kafkajs'
import type { CallersBacklog } from './callers-backlog.ts'
import { assertEachOnce } from './outcome-tally.ts'
import { idOf, readTopic } from './read-topic.ts'

/** Of so many outcomes it is looked at whether the contact was found. */
const looksAtEvery = 500

/**
 * Looks whether every call came out once, and some of them with the contact whose number it is.
 * @throws {Error} when that is not so
 */
export async function assertEnriched({ stack, calls }: CallersBacklog, signal: AbortSignal): Promise<void> {
  const reader = openEventReader(stack.registry, callsEnriched)
  const seen: string[] = []
  const looks: KafkaMessage[] = []
  const onRecord = (message: KafkaMessage) => {
    if (seen.length % looksAtEvery === 0) looks.push(message)
    seen.push(idOf(message))
  }
  await readTopic(stack.kafka, callsEnriched.name, onRecord, signal)
  assertEachOnce(new Set(calls.keys()), seen)
  for (const { value } of looks) {
    const { eventId, contact } = await reader.decode(value)
    const expected = calls.get(eventId)!.contact?.Id ?? null
    if ((contact?.id ?? null) !== expected) {
      throw new Error(`${eventId} has the contact ${contact?.id}, and not ${expected}`)
    }
  }
}
