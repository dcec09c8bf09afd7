import { expect, it } from 'vitest'
import { audit } from './ledger.ts'
import { taskRows } from './org-state.ts'

const task = {
  Id: '00TSm0000000001AAA',
  Calltrail_Event_Id__c: 'f1-000001:agent-1',
  Agent_Notes__c: 'Revision 2.',
  WhoId: '003Ft0000000000AAA',
}

it('a Task is told with its event, its revision and its contact', () => {
  expect(taskRows([task], 'f1')).toEqual([
    { eventId: 'f1-000001:agent-1', revision: 2, whoId: '003Ft0000000000AAA' },
  ])
})

it('the Tasks of another run are left to that run', () => {
  expect(taskRows([task], 'f2')).toEqual([])
  expect(taskRows([task], 'f')).toEqual([])
})

it('a Task without an external id is one that nobody sent', () => {
  const tasks = taskRows([{ ...task, Calltrail_Event_Id__c: null }], 'f1')
  const nothing = { enriched: [], logged: [], deadLetters: [], retried: new Set<string>(), keyless: [] }
  expect(audit([], { ...nothing, salesforce: { tasks, contacts: [] } }).findings).toEqual([
    { breach: 'stray', about: 'the Task 00TSm0000000001AAA', detail: 'nobody sent it' },
  ])
})
