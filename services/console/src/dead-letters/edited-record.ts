/**
 * A dead letter with a payload that a person has written.
 */
import type { StageName } from '@calltrail/schemas'
import { ConsoleError, exitCodes } from '../domain/console-error.ts'
import { deadLetterOf } from '../domain/dead-letter.ts'
import type { DeadLetterRecord } from '../domain/dead-letter.ts'
import { hiddenPathsIn } from '../domain/masking.ts'
import { handleOf } from '../domain/place.ts'
import { replayedWithPayload } from '../domain/replay.ts'
import type { ReplayedRecord } from '../domain/replay.ts'
import type { Payload, PayloadCodec } from '../ports/payload-codec.ts'
import { eventSchemaOf } from './event-schema.ts'

/** @throws {ConsoleError} when the text is no payload of the record's stage, or has another event's id */
export async function editedRecord(
  codec: PayloadCodec,
  record: DeadLetterRecord,
  payloadText: string,
  now: number,
): Promise<ReplayedRecord> {
  const payload = payloadIn(payloadText)
  const { stage } = record.place
  checkNothingIsHidden(stage, payload)
  const value = await codec.encode(stage, payload, record.value)
  const eventId = String(payload['eventId'])
  const original = await eventIdOf(codec, record)
  if (original !== undefined && original !== eventId) {
    const message = `eventId must stay ${original}, which is the identity of ${handleOf(record.place)}: with another one it would be another call.`
    throw new ConsoleError(exitCodes.wrongUsage, message)
  }
  return replayedWithPayload(record, { key: codec.keyOf(stage, payload), value, eventId, now })
}

function payloadIn(text: string): Payload {
  let payload: unknown
  try {
    payload = JSON.parse(text)
  } catch (error) {
    throw new ConsoleError(exitCodes.wrongUsage, `The payload is not JSON: ${(error as Error).message}.`)
  }
  if (typeof payload !== 'object' || payload === null || Array.isArray(payload)) {
    throw new ConsoleError(exitCodes.wrongUsage, 'The payload must be one JSON object.')
  }
  return payload as Payload
}

/** Hidden personal data fits the schema, and would be logged as a customer's number. */
function checkNothingIsHidden(stage: StageName, payload: Payload): void {
  const paths = hiddenPathsIn(eventSchemaOf(stage), payload)
  if (paths.length === 0) return
  const message = `What is hidden is no value: ${paths.join(', ')}. Take the payload from 'show --reveal'.`
  throw new ConsoleError(exitCodes.wrongUsage, message)
}

/** The event id by the header or the payload; undefined of poison that has neither. */
async function eventIdOf(codec: PayloadCodec, record: DeadLetterRecord): Promise<string | undefined> {
  const { eventId } = deadLetterOf(record)
  if (eventId !== undefined) return eventId
  const decoded = await codec.decode(record.place.stage, record.value)
  return decoded.kind === 'payload' ? String(decoded.payload['eventId']) : undefined
}
