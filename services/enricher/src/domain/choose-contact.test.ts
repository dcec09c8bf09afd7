import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { candidate } from '../testing/contacts.ts'
import { chooseContact, chooseLead, contactPolicies } from './choose-contact.ts'
import type { Candidate, Lead } from './contact.ts'

const old = '2020-01-01T09:00:00.000+0000'
const young = '2025-01-01T09:00:00.000+0000'

describe.each(contactPolicies)('with the policy %s', (policy) => {
  it('nobody is chosen when there is nobody', () => {
    expect(chooseContact([], policy)).toBeNull()
  })

  it('the only contact is chosen', () => {
    const only = candidate('a', young)
    expect(chooseContact([only], policy)).toEqual({ kind: 'contact', contact: only.person, candidates: 1 })
  })

  it('the choice does not depend on the order of the contacts', () => {
    const day = fc.option(fc.constantFrom('2026-01-10', '2026-02-01', '2019-12-31'))
    const account = fc.constantFrom('001A', '001B', null)
    const one = fc
      .tuple(fc.string({ minLength: 1, maxLength: 3 }), fc.constantFrom(old, young), day, account)
      .map(([id, created, activity, accountId]) => candidate(id, created, activity, accountId))
    const several = fc.uniqueArray(one, { selector: ({ person }) => person.id, minLength: 1, maxLength: 8 })
    const shuffled = several.chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
    )
    fc.assert(
      fc.property(shuffled, ([all, again]) => {
        expect(chooseContact(again, policy)).toEqual(chooseContact(all, policy))
        expect(chooseContact(all, policy)?.candidates).toBe(all.length)
      }),
    )
  })
})

describe('most-recent-activity chooses', () => {
  it.each([
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
  ])('%s', (_, candidates, id) => {
    const match = chooseContact(candidates, 'most-recent-activity')
    expect(match).toMatchObject({ kind: 'contact', contact: { id }, candidates: 2 })
  })
})

it.each([
  ['the one created first', [candidate('a', young, '2026-02-01'), candidate('b', old)], 'b'],
  ['the lower id when both were created together', [candidate('b', old), candidate('a', old)], 'a'],
])('first-created chooses %s', (_, candidates, id) => {
  const match = chooseContact(candidates, 'first-created')
  expect(match).toMatchObject({ kind: 'contact', contact: { id }, candidates: 2 })
})

it.each([
  ['the account that all share', ['001A', '001A'], { kind: 'account', accountId: '001A', candidates: 2 }],
  ['nothing when they have several', ['001A', '001B'], { kind: 'ambiguous', candidates: 2 }],
  ['nothing when one has none', ['001A', null], { kind: 'ambiguous', candidates: 2 }],
  ['nothing when none has one', [null, null], { kind: 'ambiguous', candidates: 2 }],
] as const)('account-only gives %s', (_, accounts, match) => {
  const candidates = accounts.map((accountId, index) => candidate(`00${index}`, old, null, accountId))
  expect(chooseContact(candidates, 'account-only')).toEqual(match)
})

it('none chooses nobody, and counts them', () => {
  const candidates = [candidate('a', young, '2026-01-10'), candidate('b', old), candidate('c', old)]
  expect(chooseContact(candidates, 'none')).toEqual({ kind: 'ambiguous', candidates: 3 })
})

describe('of several leads', () => {
  const lead = (id: string, createdDate: string, lastActivityDate: string | null): Candidate<Lead> => ({
    person: { id, name: 'Lea Prospect', email: null },
    createdDate,
    lastActivityDate,
  })

  it('the one with the most recent activity is chosen', () => {
    const leads = [lead('a', old, null), lead('b', young, '2026-01-10')]
    expect(chooseLead(leads)).toEqual({ kind: 'lead', lead: leads[1]!.person, candidates: 2 })
  })

  it('nobody is chosen when there is none', () => {
    expect(chooseLead([])).toBeNull()
  })
})
