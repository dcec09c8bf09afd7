import { callsEnriched } from '@calltrail/schemas'
import type { CallEnded } from '@calltrail/schemas'
import { endedCall } from '@calltrail/schemas/testing'
import { describe, expect, it } from 'vitest'
import { janeRoe, johnDoe, matched } from '../testing/contacts.ts'
import type { PhoneMatch } from './contact.ts'
import { enrich, lookupFor, matchContact } from './enrich.ts'
import type { Found, FoundContacts, NumberRules } from './enrich.ts'
import { tell } from './told-call.ts'

const rules: NumberRules = { defaultRegion: 'US', ownNumbers: ['+18001234567', '+1800555*'] }
const named = { attributes: { contact_id: '003Sm0000JaneR1' } }
const told = (changes: Partial<CallEnded> = {}) =>
  tell(endedCall(changes), undefined, 'one-task-per-agent')[0]!

describe('to be looked up', () => {
  it.each<[string, Partial<CallEnded>, string | null, string | null]>([
    ['the caller of an inbound call', {}, null, '+15551234567'],
    [
      'the called of an outbound call',
      { direction: 'OUTBOUND', calleeId: '+14155550102' },
      null,
      '+14155550102',
    ],
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
    ['nobody for a number of the company’s own', { callerId: '+1 800 123 4567' }, null, null],
    ['nobody for one of a range of them', { callerId: '+18005550100' }, null, null],
  ])('is %s', (_, changes, contactId, customerPhone) => {
    expect(lookupFor(endedCall(changes), rules)).toEqual({ contactId, customerPhone })
  })
})

const foundBy = (match: PhoneMatch): FoundContacts => ({
  byId: new Map([[janeRoe.id, janeRoe]]),
  byPhone: new Map([['+15551234567', match]]),
})
const found = foundBy(matched(johnDoe, 2))

function enriched(
  changes: Partial<CallEnded> = {},
  more: Partial<Found> = {},
  contacts = found,
  followUp = 0,
) {
  const call = told(changes)
  const lookup = lookupFor(call, rules)
  const match = matchContact(call, lookup, contacts)
  return enrich(
    {
      call,
      customerPhone: lookup.customerPhone,
      match,
      recording: { status: 'NOT_RECORDED' },
      agent: null,
      ...more,
    },
    { followUp, genesysAppsUrl: 'https://apps.mypurecloud.com', enrichedAt: 1_770_000_000_000 },
  )
}

describe('the event and its key', () => {
  const cases: [string, Partial<CallEnded>, Record<string, unknown>, string][] = [
    [
      'by the number',
      {},
      {
        contact: johnDoe,
        accountId: johnDoe.accountId,
        lead: null,
        contactMatch: 'PHONE',
        contactCandidates: 2,
      },
      johnDoe.id,
    ],
    [
      'by the contact that is named, though the number is another’s',
      named,
      { contact: janeRoe, accountId: null, contactMatch: 'CONTACT_ID', contactCandidates: 1 },
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
    const event = enriched(changes)
    expect(event).toMatchObject(expected)
    expect(callsEnriched.key(event)).toBe(key)
  })

  it.each<[PhoneMatch, Record<string, unknown>]>([
    [
      { kind: 'account', accountId: '001Sm0000Acme01IQA', candidates: 3 },
      {
        contact: null,
        lead: null,
        accountId: '001Sm0000Acme01IQA',
        contactMatch: 'AMBIGUOUS',
        contactCandidates: 3,
      },
    ],
    [
      { kind: 'ambiguous', candidates: 2 },
      { contact: null, lead: null, accountId: null, contactMatch: 'AMBIGUOUS', contactCandidates: 2 },
    ],
    [
      { kind: 'lead', lead: { id: '00QSm0000Lead01IQA', name: 'Lea Dunn', email: null }, candidates: 1 },
      {
        contact: null,
        lead: { id: '00QSm0000Lead01IQA' },
        accountId: null,
        contactMatch: 'LEAD',
        contactCandidates: 1,
      },
    ],
  ])('by the number that is no single contact’s: $kind', (match, expected) => {
    const event = enriched({}, {}, foundBy(match))
    expect(event).toMatchObject(expected)
    expect(callsEnriched.key(event)).toBe('+15551234567')
  })

  it('has all that the call had, and nothing that is not in its schema', () => {
    const call = endedCall({ attributes: { customer_tier: 'Premium' } })
    const { scope: _, ...carried } = call
    const event = enriched({ attributes: { customer_tier: 'Premium' } })
    expect(event).toMatchObject({ ...carried, enrichedAt: 1_770_000_000_000 })
    for (const name of ['scope', 'isRecorded', 'mayWrapUp']) expect(event).not.toHaveProperty(name)
  })

  it('of a follow-up is newer than the event that it follows up, and older than any that came later', () => {
    const { receivedAt } = endedCall()
    expect([0, 1, 3].map((followUp) => enriched({}, {}, found, followUp).revision)).toEqual([
      receivedAt,
      receivedAt + 1,
      receivedAt + 3,
    ])
  })

  it('of a copy that came later has the same content, and is the newer', () => {
    const first = enriched()
    const later = first.receivedAt + 7_200_000
    expect(enriched({ receivedAt: later })).toEqual({ ...first, receivedAt: later, revision: later })
  })

  it('has the agent’s address, and the name where the call has none', () => {
    const agent = { name: 'Smith, Agent', email: 'agent.smith@calltrail.example' }
    expect(enriched({}, { agent })).toMatchObject({ agentName: 'Agent Smith', agentEmail: agent.email })
    expect(enriched({ agentName: null }, { agent }).agentName).toBe('Smith, Agent')
    expect(enriched().agentEmail).toBeNull()
  })
})

describe('the recording', () => {
  const available = {
    status: 'AVAILABLE',
    recordingId: 'recording-333',
    url: 'https://audio.example/1',
    expiresAt: 1_770_000_003_600,
  } as const
  const link = 'https://apps.mypurecloud.com/directory/#/engage/admin/interactions/conversation-111'

  it('that is there has its address, until when that works, and the link that lasts', () => {
    expect(enriched({ recordingId: null }, { recording: available })).toMatchObject({
      recordingStatus: 'AVAILABLE',
      recordingId: 'recording-333',
      recordingUrl: 'https://audio.example/1',
      recordingUrlExpiresAt: 1_770_000_003_600,
      recordingLink: link,
    })
  })

  it.each(['PENDING', 'MISSING', 'UNKNOWN'] as const)('that is %s has the link only', (status) => {
    expect(enriched({}, { recording: { status } })).toMatchObject({
      recordingStatus: status,
      recordingUrl: null,
      recordingUrlExpiresAt: null,
      recordingLink: link,
    })
  })

  it('that was never made has none', () => {
    expect(enriched({ recordingId: null })).toMatchObject({
      recordingStatus: 'NOT_RECORDED',
      recordingId: null,
      recordingUrl: null,
      recordingLink: null,
    })
  })
})
