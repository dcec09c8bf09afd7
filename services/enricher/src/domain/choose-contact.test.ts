import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { candidate } from '../testing/contacts.ts'
import { chooseContact } from './choose-contact.ts'

const old = '2020-01-01T09:00:00.000+0000'
const young = '2025-01-01T09:00:00.000+0000'

describe('of several contacts with one number', () => {
  it('nobody is chosen when there is nobody', () => {
    expect(chooseContact([])).toBeNull()
  })

  it.each([
    ['the only one', [candidate('a', young)], 'a'],
    [
      'the one with the most recent activity',
      [candidate('a', old, '2026-01-10'), candidate('b', young, '2026-02-01')],
      'b',
    ],
    [
      'one with an activity before one with none',
      [candidate('a', old), candidate('b', young, '2019-01-01')],
      'b',
    ],
    ['the one created first when none has an activity', [candidate('a', young), candidate('b', old)], 'b'],
    [
      'the one created first when both were active on one day',
      [candidate('a', young, '2026-01-10'), candidate('b', old, '2026-01-10')],
      'b',
    ],
    ['the lower id when all else is equal', [candidate('b', old), candidate('a', old)], 'a'],
  ])('it is %s', (_, candidates, id) => {
    expect(chooseContact(candidates)).toMatchObject({ contact: { id }, candidates: candidates.length })
  })

  it('the choice does not depend on their order', () => {
    const day = fc.option(fc.constantFrom('2026-01-10', '2026-02-01', '2019-12-31'))
    const one = fc
      .tuple(fc.string({ minLength: 1, maxLength: 3 }), fc.constantFrom(old, young), day)
      .map(([id, created, activity]) => candidate(id, created, activity))
    const several = fc.uniqueArray(one, { selector: ({ contact }) => contact.id, minLength: 1, maxLength: 8 })
    const shuffled = several.chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
    )
    fc.assert(
      fc.property(shuffled, ([all, again]) => {
        expect(chooseContact(again)).toEqual(chooseContact(all))
        expect(chooseContact(all)?.candidates).toBe(all.length)
      }),
    )
  })
})
