import { avroSchemaOf, callsEnriched, callsEnrichedMasked } from '@calltrail/schemas'
import type { CallEnriched } from '@calltrail/schemas'
import { enrichedCall } from '@calltrail/schemas/testing'
import avsc from 'avsc'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { callMasker } from './mask-call.ts'
import { pseudonymsWith } from './pseudonyms.ts'

const mask = callMasker(pseudonymsWith('a key of tests, which is long enough', 'US'))
const maskedType = avsc.Type.forSchema(JSON.parse(avroSchemaOf(callsEnrichedMasked.event)))

/** As others read it: the key and the value. */
function bytesOf(call: CallEnriched): string {
  const masked = mask(call)
  return `${callsEnrichedMasked.key(masked)} ${maskedType.toBuffer(masked).toString('latin1')}`
}

const latin1 = (text: string) => Buffer.from(text).toString('latin1')

/** Texts that nothing else in an event holds, not even by chance. */
const marked = fc.string({ unit: 'grapheme', maxLength: 60 }).map((text) => `<${text}>`)
const number = fc
  .stringMatching(/^\+?[1-9][\d ().-]{6,16}\d$/)
  .filter((text) => text.replaceAll(/\D/g, '').length > 7)
const phone = fc.oneof(number, marked)
const orNull = <Value>(texts: fc.Arbitrary<Value>) => fc.option(texts)

const calls = fc.record({
  callerId: orNull(phone),
  calleeId: orNull(phone),
  customerPhone: orNull(phone),
  contact: orNull(
    fc.record({
      id: fc.constant('003Sm0000000001IAA'),
      name: marked,
      accountId: fc.constant(null),
      email: orNull(marked),
      isPersonAccount: fc.boolean(),
    }),
  ),
  lead: orNull(fc.record({ id: fc.constant('00QSm0000000001IAA'), name: marked, email: orNull(marked) })),
  agentName: orNull(marked),
  agentEmail: orNull(marked),
  recordingUrl: orNull(marked),
  wrapUpNotes: orNull(marked),
  attributes: fc.dictionary(marked, marked),
})

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  return value instanceof Object
    ? Object.entries(value).flatMap(([name, inner]) => [...textsIn(inner), name])
    : []
}

describe('a masked call', () => {
  it('holds no number, name, address or note in any byte, whatever the call says', () => {
    fc.assert(
      fc.property(calls, (changes) => {
        const bytes = bytesOf(enrichedCall(changes))
        const personal = textsIn(changes).filter((text) => text.startsWith('<') || /\d{3}/.test(text))
        const kept = new Set(['003Sm0000000001IAA', '00QSm0000000001IAA'])
        for (const text of personal.filter((one) => !kept.has(one))) expect(bytes).not.toContain(latin1(text))
      }),
      { numRuns: 500 },
    )
  })

  it('holds a number in no other spelling either', () => {
    const call = enrichedCall({ callerId: '(555) 123-4567', contact: null })
    expect(bytesOf(call).replaceAll(/\D/g, '')).not.toContain('5551234567')
  })

  it('has all else of the call', () => {
    const call = enrichedCall({ transferred: true, wrapUpCode: 'code-1', wrapUpName: 'Resolved' })
    const { attributes: _, wrapUpNotes: __, recordingUrl: ___, recordingUrlExpiresAt: ____, ...kept } = call
    const pseudonym = (kind: string) => expect.stringMatching(new RegExp(`^${kind}-[0-9a-f]{32}$`)) as string
    expect(mask(call)).toEqual({
      ...kept,
      callerId: pseudonym('phone'),
      calleeId: pseudonym('phone'),
      customerPhone: pseudonym('phone'),
      contact: { ...call.contact, name: pseudonym('name'), email: pseudonym('email') },
      agentName: pseudonym('name'),
      agentEmail: pseudonym('email'),
    })
  })

  it('has the customer’s number as its caller’s or called one’s, too', () => {
    const inbound = mask(enrichedCall({ callerId: '(555) 123-4567', customerPhone: '+15551234567' }))
    expect(inbound.callerId).toBe(inbound.customerPhone)
  })

  it('has the key of the call, with a pseudonym where that is a number', () => {
    const known = enrichedCall()
    expect(callsEnrichedMasked.key(mask(known))).toBe(callsEnriched.key(known))
    const unknown = enrichedCall({ contact: null })
    expect(callsEnrichedMasked.key(mask(unknown))).toBe(mask(unknown).customerPhone)
    const nobody = enrichedCall({ contact: null, customerPhone: null })
    expect(callsEnrichedMasked.key(mask(nobody))).toBe(nobody.conversationId)
  })
})
