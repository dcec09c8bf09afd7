import { PipelineError } from '@calltrail/runtime'
import type { SaveResult } from '@calltrail/runtime'
import { describe, expect, it } from 'vitest'
import { enrichedCall } from '@calltrail/schemas/testing'
import { loggedCall } from '../testing/calls.ts'
import { logged, skipped } from './outcome.ts'
import type { TaskResult } from './outcome.ts'

const at = Date.UTC(2026, 2, 14, 10, 10, 33)
const saved = (id: string, created = false): SaveResult => ({ success: true, id, created })
const refused = (code: ConstructorParameters<typeof PipelineError>[0]): SaveResult & TaskResult => ({
  success: false,
  error: new PipelineError(code, 'of a test'),
})
const taskId = '00TSm0000000001AAA'
const written = (changes: Partial<Extract<TaskResult, { success: true }>> = {}): TaskResult => ({
  success: true,
  id: taskId,
  created: true,
  ownerId: null,
  omittedFields: [],
  notUpdated: null,
  ...changes,
})
const denied = new PipelineError('SALESFORCE_ACCESS_DENIED', 'of a test')

const base = {
  eventId: 'conversation-111:user-agent-1',
  conversationId: 'conversation-111',
  endedAt: Date.UTC(2026, 2, 14, 10, 10, 30),
  receivedAt: Date.UTC(2026, 2, 14, 10, 10, 31),
  loggedAt: at,
}
const onJohn = { contactId: '003Sm0000JohnD1IQI', accountId: '001Sm0000Acme01IQA', leadId: null }
const asMapped = { ownerId: null, omittedFields: [], taskError: null, contactError: null }

describe('a call whose Task was written is logged', () => {
  it.each<[string, TaskResult, SaveResult | null, object]>([
    ['as created', written(), saved('003'), { result: 'CREATED' }],
    ['as updated', written({ created: false }), saved('003'), { result: 'UPDATED' }],
    ['when the contact had a later call already', written(), null, { result: 'CREATED' }],
    [
      'with the user it was given to, and without what the org did not take',
      written({ ownerId: '005Sm0000AgentSIAQ', omittedFields: ['Type'] }),
      saved('003'),
      { result: 'CREATED', ownerId: '005Sm0000AgentSIAQ', omittedFields: ['Type'] },
    ],
    [
      'when its Task was there and may not be changed, and says so',
      written({ created: false, notUpdated: denied }),
      saved('003'),
      { result: 'UPDATED', taskError: 'SALESFORCE_ACCESS_DENIED' },
    ],
    [
      'when the contact may never be written, and says so',
      written(),
      refused('SALESFORCE_RECORD_REJECTED'),
      { result: 'CREATED', contactError: 'SALESFORCE_RECORD_REJECTED' },
    ],
  ])('%s', (_, ofTask, ofContact, expected) => {
    expect(logged(loggedCall(), ofTask, ofContact, at)).toEqual({
      kind: 'emit',
      event: { ...base, ...onJohn, ...asMapped, skipReason: null, taskId, ...expected },
    })
  })
})

describe('a call is', () => {
  it.each<[string, TaskResult, SaveResult | null, object]>([
    ['retried when its Task meets a lock', refused('SALESFORCE_ROW_LOCKED'), null, { kind: 'retry' }],
    ['parked when its Task is refused', refused('SALESFORCE_RECORD_REJECTED'), null, { kind: 'park' }],
    ['retried when its contact meets a lock', written(), refused('SALESFORCE_ROW_LOCKED'), { kind: 'retry' }],
  ])('%s', (_, ofTask, ofContact, expected) => {
    expect(logged(loggedCall(), ofTask, ofContact, at)).toMatchObject(expected)
  })

  it.each<[TaskResult, SaveResult | null]>([
    [refused('SALESFORCE_STORAGE_FULL'), null],
    [written(), refused('SALESFORCE_API_BUDGET_SPENT')],
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
        leadId: null,
        ...asMapped,
      },
    })
  })
})
