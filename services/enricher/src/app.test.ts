import { PipelineError } from '@calltrail/runtime'
import { inOrder } from '@calltrail/runtime/testing'
import type { CallEnriched } from '@calltrail/schemas'
import { describe, expect, it } from 'vitest'
import { enricherStage } from './app.ts'
import { endedCall } from '@calltrail/schemas/testing'
import { janeRoe, johnDoe } from './testing/contacts.ts'
import { fakeDirectory, fakeLibrary } from './testing/fake-vendors.ts'

const john = { contact: johnDoe, candidates: 1 }
const copies = { windowMs: 3_600_000, maxEvents: 100 }
const enrichedAt = Date.UTC(2026, 2, 14, 10, 10, 32)

function stageWith(contacts = fakeDirectory(), recordings = fakeLibrary()) {
  return enricherStage({ contacts, recordings, defaultRegion: 'US', copies, now: () => enrichedAt })
}

async function eventsOf(
  stage: ReturnType<typeof stageWith>,
  ...calls: Parameters<typeof stage.process>[0]
): Promise<CallEnriched[]> {
  const outcomes = await stage.process(calls, inOrder)
  return outcomes.map((outcome) => {
    if (outcome.kind !== 'emit') throw new Error(`the outcome is ${outcome.kind}`)
    return outcome.event
  })
}

describe('a batch', () => {
  it('gives one event per call, in their order', async () => {
    const contacts = fakeDirectory({
      byId: { [janeRoe.id]: janeRoe },
      byPhone: { '+15551234567': john },
    })
    const events = await eventsOf(
      stageWith(contacts),
      endedCall({ eventId: 'e-1', attributes: { contact_id: janeRoe.id } }),
      endedCall({ eventId: 'e-2', direction: 'INTERNAL' }),
      endedCall({ eventId: 'e-3' }),
      endedCall({ eventId: 'e-4', callerId: 'anonymous' }),
      endedCall({ eventId: 'e-5', callerId: '+15550000000' }),
    )
    expect(events.map(({ eventId, contactMatch }) => [eventId, contactMatch])).toEqual([
      ['e-1', 'CONTACT_ID'],
      ['e-2', 'INTERNAL'],
      ['e-3', 'PHONE'],
      ['e-4', 'NO_NUMBER'],
      ['e-5', 'NOT_FOUND'],
    ])
    expect(events[2]).toMatchObject({ contact: johnDoe, enrichedAt })
  })

  it('looks each id and each number up once, and numbers only of calls whose contact is not known by its id', async () => {
    const contacts = fakeDirectory({ byId: { [janeRoe.id]: janeRoe } })
    await eventsOf(
      stageWith(contacts),
      endedCall({ callerId: '+14155550102', attributes: { contact_id: janeRoe.id } }),
      endedCall({ callerId: '+14155550102', attributes: { contact_id: janeRoe.id.slice(0, 15) } }),
      endedCall({ callerId: '+14155550103', attributes: { contact_id: '003Sm0000Nobody' } }),
      endedCall(),
      endedCall({ callerId: 'tel:(555) 123-4567' }),
      endedCall({ callerId: 'anonymous' }),
      endedCall({ direction: 'INTERNAL', calleeId: '+14155550104' }),
    )
    expect(contacts.asked.ids).toEqual([[janeRoe.id, '003Sm0000NobodyIQA']])
    expect(contacts.asked.phones).toEqual([['+14155550103', '+15551234567']])
  })

  it('asks for each recording once, and for none of a call without one', async () => {
    const library = fakeLibrary({
      'recording-1': { status: 'AVAILABLE', url: 'https://audio.example/1' },
      'recording-2': { status: 'PENDING' },
    })
    const events = await eventsOf(
      stageWith(fakeDirectory(), library),
      endedCall({ recordingId: 'recording-1' }),
      endedCall({ recordingId: null }),
      endedCall({ recordingId: 'recording-2' }),
      endedCall({ recordingId: 'recording-1' }),
      endedCall({ recordingId: 'recording-3' }),
    )
    expect(library.asked).toEqual(['recording-1', 'recording-2', 'recording-3'])
    expect(events.map(({ recordingStatus, recordingUrl }) => [recordingStatus, recordingUrl])).toEqual([
      ['AVAILABLE', 'https://audio.example/1'],
      ['NOT_RECORDED', null],
      ['PENDING', null],
      ['AVAILABLE', 'https://audio.example/1'],
      ['MISSING', null],
    ])
  })

  it('without calls is no trouble', async () => {
    expect(await eventsOf(stageWith())).toEqual([])
  })
})

describe('a directory that cannot look', () => {
  const outage = new PipelineError('SALESFORCE_UNAVAILABLE', 'Salesforce did not answer: ECONNREFUSED')

  it.each(['byId', 'byPhone'] as const)('passes its error on: %s', async (method) => {
    const contacts = { ...fakeDirectory(), [method]: () => Promise.reject(outage) }
    await expect(stageWith(contacts).process([endedCall()], inOrder)).rejects.toBe(outage)
  })

  it('leaves Genesys in peace: the batch will come again', async () => {
    const library = fakeLibrary()
    const contacts = { ...fakeDirectory(), byPhone: () => Promise.reject(outage) }
    const stage = stageWith(contacts, library)
    await expect(stage.process([endedCall({ recordingId: 'recording-1' })], inOrder)).rejects.toBe(outage)
    expect(library.asked).toEqual([])
  })
})
