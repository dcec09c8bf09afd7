import { PipelineError } from '@calltrail/runtime'
import type { SaveResult } from '@calltrail/runtime'
import { describe, expect, it } from 'vitest'
import { enrichedCall } from '@calltrail/schemas/testing'
import { loggedCall } from '../testing/calls.ts'
import { logged, skipped } from './outcome.ts'

const at = Date.UTC(2026, 2, 14, 10, 10, 33)
const saved = (id: string, created = false): SaveResult => ({ success: true, id, created })
const refused = (code: ConstructorParameters<typeof PipelineError>[0]): SaveResult => ({
  success: false,
  error: new PipelineError(code, 'of a test'),
})
const task = saved('00TSm0000000001AAA', true)

const base = {
  eventId: 'conversation-111:user-agent-1',
  conversationId: 'conversation-111',
  endedAt: Date.UTC(2026, 2, 14, 10, 10, 30),
  receivedAt: Date.UTC(2026, 2, 14, 10, 10, 31),
  loggedAt: at,
}
const onJohn = { contactId: '003Sm0000JohnD1IQI', accountId: '001Sm0000Acme01IQA' }

describe('a call whose Task was written is logged', () => {
  it.each<[string, SaveResult, SaveResult | null, object]>([
    ['as created', task, saved('003'), { result: 'CREATED', contactError: null }],
    ['as updated', saved('00TSm0000000001AAA'), saved('003'), { result: 'UPDATED', contactError: null }],
    ['when the contact had a later call already', task, null, { result: 'CREATED', contactError: null }],
    [
      'when the contact may never be written, and says so',
      task,
      refused('SALESFORCE_RECORD_REJECTED'),
      { result: 'CREATED', contactError: 'SALESFORCE_RECORD_REJECTED' },
    ],
  ])('%s', (_, ofTask, ofContact, expected) => {
    expect(logged(loggedCall(), ofTask, ofContact, at)).toEqual({
      kind: 'emit',
      event: { ...base, ...onJohn, skipReason: null, taskId: '00TSm0000000001AAA', ...expected },
    })
  })
})

describe('a call is', () => {
  it.each<[string, SaveResult, SaveResult | null, object]>([
    ['retried when its Task meets a lock', refused('SALESFORCE_ROW_LOCKED'), null, { kind: 'retry' }],
    ['parked when its Task is refused', refused('SALESFORCE_RECORD_REJECTED'), null, { kind: 'park' }],
    ['retried when its contact meets a lock', task, refused('SALESFORCE_ROW_LOCKED'), { kind: 'retry' }],
  ])('%s', (_, ofTask, ofContact, expected) => {
    expect(logged(loggedCall(), ofTask, ofContact, at)).toMatchObject(expected)
  })

  it.each([
    [refused('SALESFORCE_STORAGE_FULL'), null],
    [task, refused('SALESFORCE_API_BUDGET_SPENT')],
  ])('neither when what failed is an outage: the batch is to come again', (ofTask, ofContact) => {
    expect(() => logged(loggedCall(), ofTask, ofContact, at)).toThrow(PipelineError)
  })

  it('skipped with its reason, and has no Task', () => {
    expect(skipped(enrichedCall(), 'UNKNOWN_CALLER', at)).toEqual({
      kind: 'emit',
      event: {
        ...base,
        result: 'SKIPPED',
        skipReason: 'UNKNOWN_CALLER',
        taskId: null,
        contactId: null,
        accountId: null,
        contactError: null,
      },
    })
  })
})
