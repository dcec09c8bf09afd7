import { callsEnded, callsEnriched, callsEnrichedMasked, callsLogged } from '@calltrail/schemas'
import { enrichedCall, endedCall, loggedEvent } from '@calltrail/schemas/testing'
import { describe, expect, it } from 'vitest'
import { contactOf, emailOf, searchFor } from './person.ts'
import type { Person, SearchedRecord } from './person.ts'
import { relationsIn } from './relations.ts'

const nobody: Person = { phones: new Set(), contacts: new Set(), emails: new Set(), conversations: new Set() }
const john = {
  phone: { ...nobody, phones: new Set(['+15551234567']) },
  contact: { ...nobody, contacts: new Set(['003Sm0000JohnD1']) },
  email: { ...nobody, emails: new Set(['john.doe@acme.example']) },
  conversation: { ...nobody, conversations: new Set(['conversation-111']) },
}
const record = (event: object | undefined, changes: Partial<SearchedRecord> = {}): SearchedRecord => ({
  topic: callsEnriched,
  key: null,
  value: null,
  headers: {},
  event: event as SearchedRecord['event'],
  ...changes,
})
const where = (person: Person, searched: SearchedRecord) =>
  searchFor(person)(searched).map((mention) => mention.where)

describe('a person is found', () => {
  const call = enrichedCall({
    callerId: '(555) 123-4567',
    attributes: { notes: 'mail to John.Doe@ACME.example, please' },
  })

  it('in each field that names them', () => {
    expect(where(john.phone, record(call))).toEqual(['callerId', 'customerPhone'])
    expect(where(john.email, record(call))).toEqual(['contact', 'attributes'])
    expect(where(john.contact, record(call))).toEqual(['contact'])
    expect(where(john.contact, record(loggedEvent(), { topic: callsLogged }))).toEqual(['contactId'])
    expect(where(john.conversation, record(call))).toEqual(['conversationId'])
  })

  it('by an id of 15 characters as by one of 18', () => {
    const attributes = { contact_id: '003Sm0000JohnD1' }
    expect(where(john.contact, record(endedCall({ attributes })))).toEqual(['attributes'])
  })

  it('in the name that a stranger gave to an attribute', () => {
    const attributes = { 'callback +1 555 123 4567': 'yes' }
    expect(where(john.phone, record(endedCall({ callerId: null, attributes })))).toEqual(['attributes'])
  })

  it('in the bytes of what cannot be decoded, whatever stands around it', () => {
    const value = Buffer.from(
      '\u0000\u0000H24+15551234567Hconversation-1112john.doe@acme.example$003Sm0000JohnD1IQI0',
    )
    for (const person of Object.values(john)) {
      expect(where(person, record(undefined, { value }))).toEqual(['undecodable bytes'])
    }
  })

  it('by the conversation of poison that only its header tells', () => {
    const headers = { ce_id: Buffer.from('conversation-111:user-agent-1') }
    expect(where(john.conversation, record(undefined, { headers }))).toEqual(['conversationId'])
  })

  it('in a key or a header that somebody else has written', () => {
    const other = endedCall({ callerId: null, attributes: {} })
    expect(where(john.phone, record(other, { key: Buffer.from('+15551234567') }))).toEqual(['key'])
    expect(where(john.phone, record(other, { headers: { 'x-caller': '5551234567' } }))).toEqual(['headers'])
  })
})

it('is found again by what was learnt of them in any of the topics, the masked one among them', () => {
  const masked = { ...enrichedCall(), contact: { id: '003Sm0000JohnD1IQI', name: 'p', email: 'p' } }
  expect(where(john.contact, record(masked, { topic: callsEnrichedMasked }))).toEqual(['contact'])
})

describe('digits that are the same by chance are no number', () => {
  const brief: Person = { ...nobody, phones: new Set(['+4535123456']) }
  const somebody = enrichedCall({ callerId: null, calleeId: null, customerPhone: null, attributes: {} })

  it('in an id, a signed address or a link', () => {
    const uuid = 'f0f6e3c4-1b2d-4c55-9a3f-ab4535123456'
    const call = {
      ...somebody,
      eventId: `${uuid}:35123456`,
      conversationId: uuid,
      recordingId: '35123456',
      recordingUrl: 'https://recordings.example/a?X-Amz-Signature=ab35123456cd',
      recordingLink: 'https://apps.example/35123456',
      agentId: '35123456',
      contact: { ...somebody.contact!, id: '003Sm35123456Xa' },
    }
    const headers = {
      ce_id: call.eventId,
      traceparent: '00-ab35123456cdabababababababababab-ab35123456cdabab-01',
    }
    for (const key of [uuid, call.contact.id]) {
      expect(where(brief, record(call, { key: Buffer.from(key), headers }))).toEqual([])
    }
  })

  it('in a pseudonym', () => {
    const call = { ...somebody, customerPhone: 'ab35123456', contact: { name: '35123456' } }
    expect(where(brief, record(call, { topic: callsEnrichedMasked }))).toEqual([])
  })

  it('but in every field that people write or dial into they are one', () => {
    const number = '35 12 34 56'
    const call = {
      ...somebody,
      callerId: number,
      calleeId: number,
      customerPhone: number,
      contact: { ...somebody.contact!, name: number },
      lead: { id: '00QSm0000000001', name: 'x', email: `${number.replaceAll(' ', '')}@example.org` },
      wrapUpNotes: number,
      attributes: { notes: number },
    }
    expect(where(brief, record(call)).toSorted()).toEqual([
      'attributes',
      'calleeId',
      'callerId',
      'contact',
      'customerPhone',
      'lead',
      'wrapUpNotes',
    ])
  })
})

it('nobody else is', () => {
  const other = enrichedCall({
    conversationId: 'conversation-1112',
    callerId: '+15551234568',
    customerPhone: '+15551234568',
    contact: {
      id: '003Sm0000JohnD2IQI',
      name: 'John Doe',
      accountId: null,
      email: 'not.john.doe@acme.example',
      isPersonAccount: false,
    },
    attributes: { notes: 'john.doe@acme.example.org 003Sm0000JohnD1IQIX 15551234567890' },
  })
  for (const person of Object.values(john)) expect(where(person, record(other))).toEqual([])
  expect(where(nobody, record(other))).toEqual([])
})

it('what is given must be an id or an address', () => {
  expect(contactOf(' 003Sm0000JohnD1IQI ')).toBe('003Sm0000JohnD1')
  expect(contactOf('00QSm0000000001')).toBe('00QSm0000000001')
  expect(['001Sm0000Acme01IQA', '003Sm0000John', '003Sm0000JohnD1iqi'].map(contactOf)).toEqual([
    undefined,
    undefined,
    undefined,
  ])
  expect(emailOf(' John.Doe@acme.example ')).toBe('john.doe@acme.example')
  expect(['john', '@acme.example', 'a@b, c@d'].map(emailOf)).toEqual([undefined, undefined, undefined])
})

describe('what a customer is known by as well', () => {
  const topics = { ended: callsEnded, enriched: callsEnriched, logged: callsLogged }
  const readCall = (type: keyof typeof topics, event: object) => ({
    type: topics[type].event,
    event: event as SearchedRecord['event'],
    conversation: 'conversation-111',
  })
  const learnt = (given: Person, type: keyof typeof topics, event: object) => {
    const mentions = searchFor(given)(record(event, { topic: topics[type] }))
    const { phones, contacts, emails } = relationsIn(readCall(type, event), mentions, given)
    return [...phones, ...contacts, ...emails]
  }
  const all = ['+15551234567', '003Sm0000JohnD1', 'john.doe@acme.example']

  it('is learnt from a call that names them as its customer', () => {
    expect(learnt(john.phone, 'enriched', enrichedCall())).toEqual(all)
    expect(learnt(john.contact, 'enriched', enrichedCall())).toEqual(all)
    expect(learnt(john.conversation, 'enriched', enrichedCall())).toEqual(all)
  })

  it('is not learnt from a call that has their number in a note, or whose hotline it is', () => {
    const customerPhone = '+442079460958'
    const noted = enrichedCall({
      callerId: customerPhone,
      customerPhone,
      attributes: { notes: 'or 555 123 4567' },
    })
    const hotline = enrichedCall({ callerId: customerPhone, customerPhone, calleeId: '+15551234567' })
    for (const call of [noted, hotline]) expect(learnt(john.phone, 'enriched', call)).toEqual([])
  })

  it('is not learnt of an agent’s calls, which are their customers’', () => {
    const agent = { ...nobody, emails: new Set(['agent.smith@calltrail.example']) }
    expect(learnt(agent, 'enriched', enrichedCall())).toEqual([])
  })

  it('is not learnt where several contacts came into question', () => {
    expect(learnt(john.phone, 'enriched', enrichedCall({ contactCandidates: 2 }))).toEqual([])
    // The book of what became of calls does not tell whether they did.
    expect(learnt(john.conversation, 'logged', loggedEvent())).toEqual([])
  })

  it('is neither the switchboard that they call from, nor a colleague who calls from there as well', () => {
    const fromSwitchboard = enrichedCall({ contactMatch: 'CONTACT_ID', contactCandidates: 1 })
    const asOneself = ['003Sm0000JohnD1', 'john.doe@acme.example']
    for (const named of [john.contact, john.email, john.conversation]) {
      expect(learnt(named, 'enriched', fromSwitchboard)).toEqual(asOneself)
    }
    expect(learnt(john.phone, 'enriched', fromSwitchboard)).toEqual([])
  })

  it.each(['NOT_FOUND', 'AMBIGUOUS', 'UNKNOWN'] as const)(
    'is not learnt of a call whose match is %s',
    (contactMatch) => {
      const call = enrichedCall({ contactMatch, contact: null, contactCandidates: 0 })
      expect(learnt(john.conversation, 'enriched', call)).toEqual([])
    },
  )
})
