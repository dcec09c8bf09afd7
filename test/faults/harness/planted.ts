/**
 * Calls that a fault puts into a topic itself, past the ingress. They stand in the books like all others.
 */
import { eventHeaders } from '@calltrail/runtime'
import { callsEnded, callsEnriched } from '@calltrail/schemas'
import type { CallEnded, CallEnriched, EventTopic } from '@calltrail/schemas'
import { endedCall, enrichedCall } from '@calltrail/schemas/testing'
import type { IHeaders } from 'kafkajs'
import type { Delivery } from './books.ts'
import { plantedContact, plantedCustomer } from './customers.ts'
import type { Scene } from './fault.ts'
import { plantedSource } from './notebook.ts'
import { notesOf } from './traffic.ts'

export interface PlantedCall {
  readonly ended: CallEnded
  readonly enriched: CallEnriched
  readonly delivery: Delivery
}

interface Wanted {
  /** Tells the calls of one fault from each other. */
  readonly number: number
  readonly revision?: number
  /** Epoch milliseconds. */
  readonly receivedAt: number
  readonly isBelated?: boolean
}

/** A call of the customer who makes no others; each `number` ended in a second of its own. */
export function plantedCall(
  prefix: string,
  { number, revision = 0, receivedAt, isBelated }: Wanted,
): PlantedCall {
  const { contactId, number: phone } = plantedCustomer
  const conversationId = `${prefix}-planted${number}`
  const eventId = `${conversationId}:agent-1`
  const durationSeconds = 10 + number
  const endedAt = Date.UTC(2026, 2, 14, 10) + number * 1_000
  const ended = endedCall({
    eventId,
    conversationId,
    participantId: 'agent-1',
    callerId: phone,
    startedAt: endedAt - durationSeconds * 1_000,
    endedAt,
    durationSeconds,
    recordingId: null,
    attributes: { notes: notesOf(revision) },
    receivedAt,
  })
  const enriched = enrichedCall({
    ...ended,
    customerPhone: phone,
    contact: {
      id: contactId,
      name: 'Planted Customer',
      accountId: null,
      email: null,
      isPersonAccount: false,
    },
    recordingUrl: null,
    recordingStatus: 'NOT_RECORDED',
  })
  return {
    ended,
    enriched,
    delivery: {
      eventId,
      revision,
      contactId,
      key: plantedContact.Id,
      skipReason: null,
      endedAt,
      durationSeconds,
      fate: 'accepted',
      answeredAt: Date.now(),
      ...(isBelated === undefined ? {} : { isBelated }),
    },
  }
}

/** Publishes `value` as the call's record on a stage's input topic, and enters the call in the books. */
export async function plant(
  { bench, enter }: Scene,
  { name: topic }: Pick<EventTopic, 'name'>,
  { ended, enriched, delivery }: PlantedCall,
  value: Buffer,
  headers: IHeaders = {},
): Promise<void> {
  const isEnded = topic === callsEnded.name
  const key = isEnded ? callsEnded.key(ended) : callsEnriched.key(enriched)
  const event = isEnded ? callsEnded.event : callsEnriched.event
  const own = eventHeaders(event, ended.eventId, plantedSource, Date.now())
  await bench.producer.send({ topic, messages: [{ key, value, headers: { ...own, ...headers } }] })
  enter(delivery)
}
