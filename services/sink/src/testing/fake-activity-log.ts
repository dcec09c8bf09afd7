import { PipelineError } from '@calltrail/runtime'
import type { SaveResult } from '@calltrail/runtime'
import type { ContactCall } from '../domain/last-call.ts'
import type { LoggedCall } from '../domain/task.ts'
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
  const requests: {
    tasks: LoggedCall[][]
    lastCalls: ContactCall[][]
    strangers: string[][]
    revisions: string[][]
  } = { tasks: [], lastCalls: [], strangers: [], revisions: [] }
  const written = new Set<string>()
  const revisions = new Map(Object.entries(stored))
  const lastCalls = new Map<string, ContactCall['call']>()

  const log: ActivityLog = {
    async writeTasks(calls, mayWrite) {
      if (calls.length > 0) mayWrite()
      requests.tasks.push([...calls])
      return calls.map(({ call, ownerId }) => {
        const result = save(call.eventId, failures.tasks)
        if (!result.success) return result
        revisions.set(call.eventId, call.revision)
        return { ...result, ownerId, omittedFields: [], notUpdated: null }
      })
    },
    async storedRevisions(eventIds) {
      if (eventIds.length > 0) requests.revisions.push([...eventIds])
      return new Map(
        eventIds.flatMap((eventId) => {
          const revision = revisions.get(eventId)
          return revision === undefined ? [] : [[eventId, revision] as const]
        }),
      )
    },
    async areNews(calls) {
      return calls.map(({ contactId, call }) => {
        const last = lastCalls.get(contactId)
        if (!last || last.endedAt < call.endedAt) return true
        return last.endedAt === call.endedAt && last.durationSeconds !== call.durationSeconds
      })
    },
    async writeLastCalls(calls, mayWrite) {
      if (calls.length > 0) mayWrite()
      requests.lastCalls.push([...calls])
      return calls.map(({ contactId, call }) => {
        const result = save(contactId, failures.lastCalls)
        if (result.success) lastCalls.set(contactId, call)
        return result
      })
    },
    async contactsForStrangers(phones, mayWrite) {
      if (phones.length > 0) mayWrite()
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
