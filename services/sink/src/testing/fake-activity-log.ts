import { PipelineError } from '@calltrail/runtime'
import type { SaveResult } from '@calltrail/runtime'
import type { LastCall } from '../domain/last-call.ts'
import type { Task } from '../domain/task.ts'
import type { ActivityLog } from '../ports/activity-log.ts'

export const lock = new PipelineError('SALESFORCE_ROW_LOCKED', 'UNABLE_TO_LOCK_ROW')
export const refusal = new PipelineError('SALESFORCE_RECORD_REJECTED', 'FIELD_CUSTOM_VALIDATION_EXCEPTION')

interface Failures {
  /** By event id. */
  readonly tasks?: Readonly<Record<string, PipelineError>>
  /** By contact id. */
  readonly lastCalls?: Readonly<Record<string, PipelineError>>
  /** By number. */
  readonly strangers?: Readonly<Record<string, PipelineError>>
}

/** For tests: a log in memory that keeps each request, and fails as told. */
export function fakeActivityLog(failures: Failures = {}, stored: Readonly<Record<string, number>> = {}) {
  const requests: { tasks: Task[][]; lastCalls: LastCall[][]; strangers: string[][]; revisions: string[][] } =
    {
      tasks: [],
      lastCalls: [],
      strangers: [],
      revisions: [],
    }
  const written = new Set<string>()
  const log: ActivityLog = {
    async writeTasks(tasks) {
      requests.tasks.push([...tasks])
      return tasks.map(({ Calltrail_Event_Id__c: eventId }) => save(eventId, failures.tasks))
    },
    async storedRevisions(eventIds) {
      if (eventIds.length > 0) requests.revisions.push([...eventIds])
      return new Map(Object.entries(stored))
    },
    async writeLastCalls(calls, assertMayWrite) {
      assertMayWrite()
      requests.lastCalls.push([...calls])
      return calls.map(({ contactId }) => save(contactId, failures.lastCalls))
    },
    async contactsForStrangers(phones) {
      requests.strangers.push([...phones])
      return phones.map((phone) => save(phone, failures.strangers))
    },
  }
  return { ...log, requests }

  function save(key: string, errors: Readonly<Record<string, PipelineError>> = {}): SaveResult {
    const error = errors[key]
    if (error) return { success: false, error }
    const created = !written.has(key)
    written.add(key)
    return { success: true, id: `id of ${key}`, created }
  }
}
