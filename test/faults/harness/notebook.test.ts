import { callsEnriched, callsEnrichedMasked, callsLogged, enricherTopics } from '@calltrail/schemas'
import { enrichedCall } from '@calltrail/schemas/testing'
import type { IHeaders, KafkaMessage } from 'kafkajs'
import { describe, expect, it } from 'vitest'
import { openNotebook } from './notebook.ts'

const eventId = 'f0-000001:agent-1'
const enriched = enrichedCall({ eventId, receivedAt: 5_000, attributes: { notes: 'Revision 1.' } })

function message(event: unknown, offset = '0', headers: IHeaders = {}): KafkaMessage {
  return {
    key: Buffer.from('a key'),
    value: Buffer.from(JSON.stringify(event)),
    headers: { ce_id: eventId, ...headers },
    offset,
    timestamp: '0',
    attributes: 0,
  }
}

const decode = async (value: Buffer): Promise<unknown> => JSON.parse(value.toString())

it('notes of each record what the books need', async () => {
  const book = openNotebook(decode)
  const logged = { result: 'SKIPPED', skipReason: 'SUPERSEDED', contactError: null, receivedAt: 5_000 }
  await book.take(callsEnriched.name, 2, message(enriched))
  await book.take(callsEnrichedMasked.name, 7, message({ revision: 5_001 }))
  await book.take(callsLogged.name, 1, message(logged))
  await book.take(enricherTopics.retryTiers[0]!, 0, message(enriched))
  await book.take(
    enricherTopics.deadLetters,
    0,
    message(enriched, '0', { 'calltrail-error-code': 'HANDLER_FAILED' }),
  )
  expect(book.seen('f0')).toMatchObject({
    enriched: [{ eventId, revision: 1, receivedAt: 5_000, key: 'a key', partition: 2 }],
    masked: [{ eventId, toldOrder: 5_001 }],
    logged: [{ eventId, result: 'SKIPPED', skipReason: 'SUPERSEDED', contactError: null, receivedAt: 5_000 }],
    deadLetters: [{ eventId, stage: 'enricher', revision: 1, receivedAt: 5_000, code: 'HANDLER_FAILED' }],
    retried: new Set([eventId]),
    keyless: [],
  })
})

describe('a record that comes again', () => {
  it('is noted once', async () => {
    const book = openNotebook(decode)
    await book.take(callsEnriched.name, 0, message(enriched))
    await book.take(callsEnriched.name, 0, message(enriched))
    expect(book.seen('f0').enriched).toHaveLength(1)
  })

  it('is noted once, although it comes again before it was decoded', async () => {
    const book = openNotebook(decode)
    const twice = [1, 2].map(() => book.take(callsEnriched.name, 0, message(enriched)))
    await Promise.all(twice)
    expect(book.seen('f0').enriched).toHaveLength(1)
  })

  it('is noted when it could not be decoded before', async () => {
    let registryIsUp = false
    const book = openNotebook(async (value) => {
      if (!registryIsUp) throw new Error('the registry does not answer')
      return decode(value)
    })
    await expect(book.take(callsEnriched.name, 0, message(enriched))).rejects.toThrow()
    expect(book.lastOffsets(callsEnriched.name)).toEqual(new Map())
    registryIsUp = true
    await book.take(callsEnriched.name, 0, message(enriched))
    expect(book.seen('f0').enriched).toHaveLength(1)
    expect(book.lastOffsets(callsEnriched.name)).toEqual(new Map([[0, 0n]]))
  })
})

it('poison that a fault has put there is not decoded, and shows only among the raw dead letters', async () => {
  const book = openNotebook(() => Promise.reject(new Error('it must not be decoded')))
  const poisoned = message('poison', '0', { ce_id: 'poison-1' })
  await book.take(callsEnriched.name, 0, poisoned)
  await book.take(enricherTopics.deadLetters, 0, poisoned)
  expect(book.deadLetters).toMatchObject([{ stage: 'enricher', key: poisoned.key, value: poisoned.value }])
  expect(book.seen('poison')).toMatchObject({ enriched: [], deadLetters: [] })
})
