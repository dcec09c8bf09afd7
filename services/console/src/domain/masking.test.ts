import { avroSchemaOf } from '@calltrail/schemas'
import { endedCall, enrichedCall } from '@calltrail/schemas/testing'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hiddenPathsIn, isPersonalIn, maskedPayload } from './masking.ts'

const ended: unknown = JSON.parse(avroSchemaOf('calls.ended.v1'))
const enriched: unknown = JSON.parse(avroSchemaOf('calls.enriched.v1'))
const notes = 'asked to be called back at the clinic'

/** A text that stands nowhere else, so that it can be looked for. */
const personal = fc.stringMatching(/^[A-Za-z0-9+@.]{1,20}$/).map((text) => `<${text}>`)
const personalOrNull = fc.option(personal)

describe('a masked payload', () => {
  it('has the kind of each personal text in its place, and everything else as it is', () => {
    const call = enrichedCall({ attributes: { notes, customer_tier: 'Premium' }, calleeId: null })
    expect(maskedPayload(enriched, call)).toEqual({
      ...call,
      callerId: '[phone hidden]',
      calleeId: null,
      customerPhone: '[phone hidden]',
      contact: { ...call.contact, name: '[name hidden]', email: '[email hidden]' },
      recordingUrl: '[voice hidden]',
      recordingUrlExpiresAt: '[voice hidden]',
      agentName: '[name hidden]',
      agentEmail: '[email hidden]',
      attributes: { notes: '[free-text hidden]', customer_tier: '[free-text hidden]' },
    })
    expect(maskedPayload(enriched, { ...call, contact: null })).toMatchObject({ contact: null })
  })

  it('has no personal text left, whatever the call says', () => {
    const texts = fc.record({
      callerId: personalOrNull,
      calleeId: personalOrNull,
      customerPhone: personalOrNull,
      agentName: personalOrNull,
      attributes: fc.dictionary(fc.stringMatching(/^[a-z_]{1,10}$/), personal),
      contact: fc.option(
        fc.record({
          id: fc.constant('003'),
          accountId: fc.constant(null),
          name: personal,
          email: personalOrNull,
          isPersonAccount: fc.boolean(),
        }),
      ),
      lead: fc.option(fc.record({ id: fc.constant('00Q'), name: personal, email: personalOrNull })),
      recordingUrl: personalOrNull,
      agentEmail: personalOrNull,
      wrapUpNotes: personalOrNull,
    })
    fc.assert(
      fc.property(texts, (changes) => {
        expect(JSON.stringify(maskedPayload(enriched, enrichedCall(changes)))).not.toMatch(/<.*>/)
        const { callerId, calleeId, agentName, attributes } = changes
        const endedChanges = { callerId, calleeId, agentName, attributes }
        expect(JSON.stringify(maskedPayload(ended, endedCall(endedChanges)))).not.toMatch(/<.*>/)
      }),
    )
  })

  it('hides what the schema does not have, since nobody knows what it holds', () => {
    fc.assert(
      fc.property(fc.anything({ values: [personal] }), (stranger) => {
        const masked = maskedPayload(ended, { ...endedCall(), surprise: stranger })
        expect(masked).toHaveProperty('surprise', '[unknown field hidden]')
      }),
    )
  })

  it('hides what it cannot follow in the schema, such as a type by its name', () => {
    const person = {
      type: 'record',
      name: 'Person',
      fields: [{ name: 'name', type: 'string', personalData: 'name' }],
    }
    const schema = {
      type: 'record',
      name: 'Call',
      fields: [
        { name: 'one', type: person },
        { name: 'other', type: ['null', 'Person'] },
      ],
    }
    const payload = { one: { name: 'John Doe' }, other: { name: 'Jane Roe' } }
    expect(maskedPayload(schema, payload)).toEqual({
      one: { name: '[name hidden]' },
      other: '[unknown type hidden]',
    })
  })

  it('is masked inside lists and maps of records too', () => {
    const person = {
      type: 'record',
      name: 'Person',
      fields: [{ name: 'name', type: 'string', personalData: 'name' }],
    }
    const field = (name: string, type: unknown) => ({ name, type })
    const schema = {
      type: 'record',
      name: 'Call',
      fields: [
        field('list', ['null', { type: 'array', items: person }]),
        field('map', { type: 'map', values: person }),
      ],
    }
    const john = { name: 'John Doe' }
    expect(maskedPayload(schema, { list: [john], map: { first: john } })).toEqual({
      list: [{ name: '[name hidden]' }],
      map: { first: { name: '[name hidden]' } },
    })
  })
})

describe('a text', () => {
  const call = enrichedCall({ attributes: { notes } })

  it.each(['+15551234567', 'John Doe', 'john.doe@acme.example', notes])(
    '%s is personal in the call',
    (text) => {
      expect(isPersonalIn(enriched, call, text)).toBe(true)
    },
  )

  it.each([call.eventId, call.conversationId, call.contact!.id, 'nothing of the kind'])(
    '%s is not',
    (text) => {
      expect(isPersonalIn(enriched, call, text)).toBe(false)
    },
  )
})

describe('what is hidden in a payload', () => {
  it('is found again by its path, wherever it was masked', () => {
    const call = enrichedCall({ calleeId: null, attributes: { notes } })
    expect(hiddenPathsIn(enriched, maskedPayload(enriched, call))).toEqual(
      [
        'callerId',
        'attributes.notes',
        'customerPhone',
        'contact.name',
        'contact.email',
        'agentName',
        'recordingUrl',
        'recordingUrlExpiresAt',
        'agentEmail',
      ].toSorted(inOrderOf(Object.keys(call))),
    )
    expect(hiddenPathsIn(enriched, call)).toEqual([])
  })

  it('is not what somebody else has hidden, as payment systems do with cards', () => {
    const call = endedCall({ attributes: { notes: '[credit card hidden]' } })
    expect(hiddenPathsIn(ended, call)).toEqual([])
  })
})

function inOrderOf(names: readonly string[]) {
  const rank = (path: string) => names.indexOf(path.split('.')[0]!)
  return (a: string, b: string) => rank(a) - rank(b)
}
