import { normalizeId, sampleRecords, toLongId } from '@calltrail/simulators'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toContactId } from './salesforce-id.ts'

describe('a contact’s id', () => {
  it.each([
    ['003Sm0000JohnD1', '003Sm0000JohnD1IQI'],
    ['003Sm0000JohnD1IQI', '003Sm0000JohnD1IQI'],
    ['003000000000000', '003000000000000AAA'],
    ['003D000000QV9n2', '003D000000QV9n2IAD'],
    ['003abcdefghijkl', '003abcdefghijklAAA'],
  ])('%s is %s in its long form', (text, id) => {
    expect(toContactId(text)).toBe(id)
  })

  it.each(Object.values(sampleRecords.contacts))('$LastName’s is known in both forms', ({ Id }) => {
    expect(toContactId(Id)).toBe(Id)
    expect(toContactId(Id.slice(0, 15))).toBe(Id)
  })

  it.each([
    ['the documentation’s, which has 13 characters', '003xx000003SG'],
    ['nothing', ''],
    ['14 characters', '003Sm0000JohnD'],
    ['16 characters', '003Sm0000JohnD1Q'],
    ['19 characters', '003Sm0000JohnD1IQIA'],
    ['a wrong checksum', '003Sm0000JohnD1IQA'],
    ['a checksum in small letters', '003Sm0000JohnD1iqi'],
    ['lost case', '003sm0000johnd1IQI'],
    ['an account’s', '001Sm0000Acme01IQA'],
    ['a lead’s', '00QSm0000Lead01MQA'],
    ['a user’s', '005Sm0000IntUsrIQE'],
    ['blanks around it', ' 003Sm0000JohnD1 '],
    ['a line break after it', '003Sm0000JohnD1\n'],
    ['an attack on the query', "003Sm0000JohnD1' OR Name LIKE '%"],
    ['an attack of the right length', "003' OR Id!='00"],
    ['letters that are not ASCII', '003Sm0000JöhnD1'],
    ['digits that are not ASCII', '003Sm٠٠٠٠JohnD1'],
  ])('is not: %s', (_, text) => {
    expect(toContactId(text)).toBeNull()
  })

  it('has the checksum that Salesforce gives it', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^003[A-Za-z0-9]{12}$/), (short) => {
        expect(toContactId(short)).toBe(toLongId(short))
        expect(toContactId(toLongId(short))).toBe(toLongId(short))
      }),
    )
  })

  it('is one that Salesforce does not refuse, whatever comes', () => {
    const idLike = fc.oneof(fc.string(), fc.stringMatching(/^(003|001)?[A-Za-z0-9' ]{10,16}[A-Z0-5]{0,3}$/))
    fc.assert(
      fc.property(idLike, (text) => {
        const id = toContactId(text)
        if (id !== null) expect(normalizeId(id)).toBe(id)
      }),
      { numRuns: 2_000 },
    )
  })
})
