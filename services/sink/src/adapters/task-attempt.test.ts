import { PipelineError } from '@calltrail/runtime'
import { expect, it } from 'vitest'
import { fitMapping, readMapping } from '../mapping/index.ts'
import { orgWith } from '../mapping/testing/org-description.ts'
import { loggedCall } from '../testing/calls.ts'
import { RefusedFields } from './refused-fields.ts'
import { taskAttempts } from './task-attempt.ts'

it.each([
  ['a value', 'STRING_TOO_LONG Call_Queue__c', ['Call_Queue__c']],
  ['a rule over the record', 'FIELD_CUSTOM_VALIDATION_EXCEPTION Call_Queue__c', []],
  ['both', 'STRING_TOO_LONG Call_Queue__c; FIELD_CUSTOM_VALIDATION_EXCEPTION Call_Queue__c', []],
])(
  'of a field that is refused for %s it is remembered what holds for other records',
  (_, message, expected) => {
    const org = orgWith()
    const plans = taskAttempts({ ...org, mapping: fitMapping(readMapping(), org) }, null)
    const first = plans.first(loggedCall(), false, new RefusedFields())
    const error = new PipelineError('SALESFORCE_RECORD_REJECTED', message)
    const next = plans.next(first, { success: false, error, fields: ['Call_Queue__c'] })
    expect(next?.task).not.toHaveProperty('Call_Queue__c')
    expect(plans.lessonsOf(next!).map(({ field }) => field)).toEqual(expected)
  },
)
