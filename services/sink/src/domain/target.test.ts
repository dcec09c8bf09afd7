import type { CallEnriched } from '@calltrail/schemas'
import { describe, expect, it } from 'vitest'
import { enrichedCall } from '@calltrail/schemas/testing'
import { strangersCall } from '../testing/calls.ts'
import { targetOf } from './target.ts'
import type { Target, UnknownCallers } from './target.ts'

const accountId = '001Sm0000UnknwnIAA'
const skip: UnknownCallers = { policy: 'skip', accountId: null }
const create: UnknownCallers = { policy: 'create-contact', accountId: null }
const toAccount: UnknownCallers = { policy: 'log-to-account', accountId }

const onJohn: Target = {
  kind: 'contact',
  name: 'John Doe',
  contactId: '003Sm0000JohnD1IQI',
  accountId: '001Sm0000Acme01IQA',
}
const nobody = (reason: Extract<Target, { kind: 'nobody' }>['reason']): Target => ({ kind: 'nobody', reason })

describe('the Task stands', () => {
  const withheld = strangersCall({ customerPhone: null, contactMatch: 'NO_NUMBER' })
  const internal = strangersCall({ customerPhone: null, contactMatch: 'INTERNAL', direction: 'INTERNAL' })
  const ambiguous = strangersCall({ contactMatch: 'AMBIGUOUS', contactCandidates: 3 })
  const lead = { id: '00QSm0000Lead01IQA', name: 'Lea Prospect', email: null }
  const leads = strangersCall({ contactMatch: 'LEAD', lead })

  it.each<[string, CallEnriched, UnknownCallers, Target]>([
    ['on the contact', enrichedCall(), skip, onJohn],
    ['on the contact whatever the policy', enrichedCall(), toAccount, onJohn],
    ['on nobody for an unknown caller', strangersCall(), skip, nobody('UNKNOWN_CALLER')],
    ['on nobody for a withheld number', withheld, skip, nobody('NO_CUSTOMER_NUMBER')],
    ['on no record for a call among colleagues', internal, skip, { kind: 'colleague', name: 'a colleague' }],
    [
      'on no record for a call among colleagues, whatever strangers get',
      internal,
      toAccount,
      { kind: 'colleague', name: 'a colleague' },
    ],
    ['on the lead', leads, toAccount, { kind: 'lead', name: 'Lea Prospect', leadId: '00QSm0000Lead01IQA' }],
    [
      'on the account that all contacts with the number share',
      { ...ambiguous, accountId: '001Sm0000Homes1IQA' },
      toAccount,
      { kind: 'account', accountId: '001Sm0000Homes1IQA', name: '+15551234567' },
    ],
    ['on nobody when it cannot be told whose call it is', ambiguous, skip, nobody('AMBIGUOUS_CONTACT')],
    ['on no new contact when there are too many already', ambiguous, create, nobody('AMBIGUOUS_CONTACT')],
    [
      'on the account of unknown callers when it cannot be told whose call it is',
      ambiguous,
      toAccount,
      { kind: 'account', accountId, name: '+15551234567' },
    ],
    ['on a new contact', strangersCall(), create, { kind: 'stranger', phone: '+15551234567' }],
    [
      'on nobody when there is no number to know a new contact by',
      withheld,
      create,
      nobody('NO_CUSTOMER_NUMBER'),
    ],
    ['on the account', strangersCall(), toAccount, { kind: 'account', accountId, name: '+15551234567' }],
    [
      'on the account for a withheld number',
      withheld,
      toAccount,
      { kind: 'account', accountId, name: 'unknown caller' },
    ],
    [
      'on nobody for a match of a later version',
      strangersCall({ contactMatch: 'UNKNOWN' }),
      skip,
      nobody('UNKNOWN_CALLER'),
    ],
  ])('%s', (_, call, policy, target) => {
    expect(targetOf(call, policy)).toEqual(target)
  })
})
