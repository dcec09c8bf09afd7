import { callsEnriched } from '@calltrail/schemas'
import type { CallEnded } from '@calltrail/schemas'
import { describe, expect, it } from 'vitest'
import { endedCall } from '@calltrail/schemas/testing'
import { janeRoe, johnDoe } from '../testing/contacts.ts'
import { enrich, lookupFor, matchContact } from './enrich.ts'
import type { FoundContacts } from './enrich.ts'

const named = { attributes: { contact_id: '003Sm0000JaneR1' } }

describe('to be looked up', () => {
  it.each<[string, Partial<CallEnded>, string | null, string | null]>([
    ['the caller of an inbound call', {}, null, '+15551234567'],
    ['the called of an outbound call', { direction: 'OUTBOUND' }, null, '+18001234567'],
    ['the contact the call names, and the number', named, janeRoe.id, '+15551234567'],
    [
      'the number alone when the name is no id',
      { attributes: { contact_id: '003xx000003SG' } },
      null,
      '+15551234567',
    ],
    [
      'the number alone when the id is an account’s',
      { attributes: { contact_id: '001Sm0000Acme01' } },
      null,
      '+15551234567',
    ],
    ['the contact alone when the number is withheld', { ...named, callerId: 'anonymous' }, janeRoe.id, null],
    ['nobody when there is neither', { callerId: null }, null, null],
    ['nobody for an internal call', { ...named, direction: 'INTERNAL' }, null, null],
  ])('is %s', (_, changes, contactId, customerPhone) => {
    expect(lookupFor(endedCall(changes), 'US')).toEqual({ contactId, customerPhone })
  })
})

const found: FoundContacts = {
  byId: new Map([[janeRoe.id, janeRoe]]),
  byPhone: new Map([['+15551234567', { contact: johnDoe, candidates: 2 }]]),
}

describe('the event and its key', () => {
  const cases: [string, Partial<CallEnded>, Record<string, unknown>, string][] = [
    ['by the number', {}, { contact: johnDoe, contactMatch: 'PHONE', contactCandidates: 2 }, johnDoe.id],
    [
      'by the contact that is named, though the number is another’s',
      named,
      { contact: janeRoe, contactMatch: 'CONTACT_ID', contactCandidates: 1 },
      janeRoe.id,
    ],
    [
      'by the number when nobody has the id that is named',
      { attributes: { contact_id: '003Sm0000Nobody' } },
      { contact: johnDoe, contactMatch: 'PHONE', contactCandidates: 2 },
      johnDoe.id,
    ],
    [
      'by the contact that is named when the number is withheld',
      { ...named, callerId: 'restricted' },
      { contact: janeRoe, contactMatch: 'CONTACT_ID', customerPhone: null },
      janeRoe.id,
    ],
    [
      'of a number that nobody has',
      { callerId: '(555) 999-0000' },
      { contact: null, contactMatch: 'NOT_FOUND', contactCandidates: 0, customerPhone: '+15559990000' },
      '+15559990000',
    ],
    [
      'of a withheld number',
      { callerId: 'anonymous' },
      { contact: null, contactMatch: 'NO_NUMBER', contactCandidates: 0, customerPhone: null },
      'conversation-111',
    ],
    [
      'of an extension',
      { callerId: '4567' },
      { contact: null, contactMatch: 'NO_NUMBER', customerPhone: null },
      'conversation-111',
    ],
    [
      'of an internal call, though it names a contact',
      { ...named, direction: 'INTERNAL' },
      { contact: null, contactMatch: 'INTERNAL', contactCandidates: 0, customerPhone: null },
      'conversation-111',
    ],
    [
      'of a direction that is not known',
      { direction: 'UNKNOWN' },
      { contact: null, contactMatch: 'NO_NUMBER', customerPhone: null },
      'conversation-111',
    ],
  ]

  it.each(cases)('%s', (_, changes, expected, key) => {
    const call = endedCall(changes)
    const lookup = lookupFor(call, 'US')
    const event = enrich(call, lookup, matchContact(call, lookup, found), null, 1)
    expect(event).toMatchObject(expected)
    expect(callsEnriched.key(event)).toBe(key)
  })

  it('has all that the call had', () => {
    const call = endedCall({ attributes: { customer_tier: 'Premium' }, recordingId: 'recording-222' })
    const lookup = lookupFor(call, 'US')
    expect(enrich(call, lookup, matchContact(call, lookup, found), null, 1_770_000_000_000)).toMatchObject({
      ...call,
      enrichedAt: 1_770_000_000_000,
    })
  })

  it.each([
    [null, 'NOT_RECORDED', null],
    [{ status: 'PENDING' } as const, 'PENDING', null],
    [{ status: 'MISSING' } as const, 'MISSING', null],
    [
      { status: 'AVAILABLE', url: 'https://audio.example/1' } as const,
      'AVAILABLE',
      'https://audio.example/1',
    ],
  ])('says what became of the recording: %j', (recording, recordingStatus, recordingUrl) => {
    const call = endedCall()
    const lookup = lookupFor(call, 'US')
    const event = enrich(call, lookup, matchContact(call, lookup, found), recording, 1)
    expect(event).toMatchObject({ recordingStatus, recordingUrl })
  })
})
