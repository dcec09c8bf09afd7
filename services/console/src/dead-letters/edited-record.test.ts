import { describe, expect, it } from 'vitest'
import { ConsoleError } from '../domain/console-error.ts'
import { deadLetterRecord } from '../testing/dead-letters.ts'
import { jsonCodec } from '../testing/json-codec.ts'
import { editedRecord } from './edited-record.ts'

const now = Date.parse('2026-03-14T12:00:00Z')
const record = deadLetterRecord(3)
const eventId = 'conversation-3:agent-1'
const edit = (payload: unknown, dead = record) => editedRecord(jsonCodec, dead, JSON.stringify(payload), now)

async function refusalOf(refused: Promise<unknown>): Promise<string> {
  const error: unknown = await refused.catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(ConsoleError)
  expect(error).toHaveProperty('exitCode', 2)
  return (error as ConsoleError).message
}

describe('an edited payload', () => {
  it('goes out encoded, under the key of the contract, with the record’s own story', async () => {
    const payload = { eventId, durationSeconds: 630 }
    expect(await edit(payload)).toMatchObject({
      topic: 'calls.enricher.retry.1',
      key: Buffer.from(`enricher key of ${eventId}`),
      value: Buffer.from(JSON.stringify(payload)),
      headers: { 'calltrail-attempt': '0', 'calltrail-replayed': '1', ce_id: Buffer.from(eventId) },
    })
  })

  it('gives poison an identity', async () => {
    const poison = deadLetterRecord(3, { value: Buffer.from('poison'), headers: { ce_id: undefined } })
    expect((await edit({ eventId: 'a-new-one' }, poison)).headers).toMatchObject({ ce_id: 'a-new-one' })
  })

  it.each([
    ['the header says which event it is', record],
    ['only the payload says which event it is', deadLetterRecord(3, { headers: { ce_id: undefined } })],
  ])('of another event is refused, where %s', async (_, dead) => {
    expect(await refusalOf(edit({ eventId: 'conversation-4:agent-1' }, dead))).toBe(
      `eventId must stay ${eventId}, which is the identity of enricher-0-3: with another one it would be another call.`,
    )
  })

  it('that was masked is refused: what is hidden would be logged as if it were a number', async () => {
    const attributes = { notes: '[free-text hidden]', customer_tier: 'Premium' }
    expect(await refusalOf(edit({ eventId, callerId: '[phone hidden]', attributes }))).toBe(
      "What is hidden is no value: callerId, attributes.notes. Take the payload from 'show --reveal'.",
    )
  })

  it('that does not fit is refused in the codec’s words', async () => {
    expect(await refusalOf(edit({ durationSeconds: 630 }))).toBe(
      'The payload does not fit: eventId is missing',
    )
  })

  it.each(['[]', 'null', '"text"', '7'])('that is %s is refused: it must be an object', async (text) => {
    expect(await refusalOf(editedRecord(jsonCodec, record, text, now))).toBe(
      'The payload must be one JSON object.',
    )
  })

  it('that is no JSON is refused with the reason', async () => {
    expect(await refusalOf(editedRecord(jsonCodec, record, '{"eventId":', now))).toMatch(
      /^The payload is not JSON: .+\.$/,
    )
  })
})
