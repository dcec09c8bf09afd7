import { openOnce, PipelineError, soqlString } from '@calltrail/runtime'
import type { Salesforce } from '@calltrail/runtime'
import type { LastCall } from '../domain/last-call.ts'
import { revisionField } from '../domain/task.ts'
import type { Task } from '../domain/task.ts'
import type { ActivityLog } from '../ports/activity-log.ts'

interface LastCallRow {
  readonly Id: string
  readonly Last_Call_Date__c: string | null
}

interface RevisionRow {
  readonly Calltrail_Event_Id__c: string
  readonly [revisionField]: number | null
}

/** A query travels in the address, of which Salesforce takes 16 KB; an event id has up to 255 characters. */
const idsPerQuery = 40

/** Tasks by upsert on their external id, so that any number of repetitions leaves one. */
export function salesforceActivityLog(salesforce: Salesforce): ActivityLog {
  const keepsRevisions = openOnce(() => hasRevisionField(salesforce))

  return {
    async writeTasks(tasks) {
      if (tasks.length === 0) return []
      const writable = (await keepsRevisions()) ? tasks : tasks.map(withoutRevision)
      return salesforce.upsert('Task', 'Calltrail_Event_Id__c', writable)
    },

    async storedRevisions(eventIds) {
      if (eventIds.length === 0 || !(await keepsRevisions())) return new Map()
      const rows: RevisionRow[] = []
      for (let start = 0; start < eventIds.length; start += idsPerQuery) {
        const ids = eventIds.slice(start, start + idsPerQuery).map(soqlString)
        rows.push(
          ...(await salesforce.query<RevisionRow>(
            `SELECT Calltrail_Event_Id__c, ${revisionField} FROM Task WHERE Calltrail_Event_Id__c IN (${ids.join(', ')})`,
          )),
        )
      }
      return new Map(rows.map((row) => [row.Calltrail_Event_Id__c, row[revisionField] ?? 0]))
    },

    async writeLastCalls(calls, assertMayWrite) {
      if (calls.length === 0) return []
      const stored = await storedLastCalls(calls.map(({ contactId }) => contactId))
      const newer = calls.filter(({ contactId, endedAt }) => endedAt >= (stored.get(contactId) ?? 0))
      assertMayWrite()
      const results = await salesforce.update('Contact', newer.map(contactUpdate))
      const byContact = new Map(newer.map(({ contactId }, index) => [contactId, results[index]!]))
      return calls.map(({ contactId }) => byContact.get(contactId) ?? null)
    },

    async contactsForStrangers(phones) {
      if (phones.length === 0) return []
      const known = await contactsByStrangerPhone(phones)
      const missing = phones.filter((phone) => !known.has(phone))
      const created = await salesforce.create(
        'Contact',
        missing.map((phone) => ({ LastName: phone, Phone: phone })),
      )
      const results = new Map(missing.map((phone, index) => [phone, created[index]!]))
      return phones.map((phone) => {
        const id = known.get(phone)
        return id === undefined ? results.get(phone)! : { success: true, id, created: false }
      })
    },
  }

  async function storedLastCalls(contactIds: readonly string[]): Promise<Map<string, number>> {
    const rows = await salesforce.query<LastCallRow>(
      `SELECT Id, Last_Call_Date__c FROM Contact WHERE Id IN (${contactIds.map(soqlString).join(', ')})`,
    )
    return new Map(rows.map(({ Id, Last_Call_Date__c: date }) => [Id, date === null ? 0 : Date.parse(date)]))
  }

  /** Those that were created for an earlier call hold the number exactly as we wrote it. Of several the oldest counts. */
  async function contactsByStrangerPhone(phones: readonly string[]): Promise<Map<string, string>> {
    const rows = await salesforce.query<{ Id: string; Phone: string }>(
      `SELECT Id, Phone FROM Contact WHERE Phone IN (${phones.map(soqlString).join(', ')}) ORDER BY CreatedDate DESC, Id DESC`,
    )
    return new Map(rows.map(({ Id, Phone }) => [Phone, Id]))
  }
}

/** The field is optional, so an org that does not describe its Tasks counts as one without it. */
async function hasRevisionField(salesforce: Salesforce): Promise<boolean> {
  try {
    return (await salesforce.fieldNames('Task')).has(revisionField)
  } catch (error) {
    if (error instanceof PipelineError && error.disposition === 'outage') throw error
    return false
  }
}

function withoutRevision({ [revisionField]: _, ...task }: Task): Task {
  return task
}

/** LastActivityDate is not here: Salesforce derives it from the completed Task and refuses to have it written. */
function contactUpdate({ contactId, endedAt, durationSeconds }: LastCall) {
  return {
    Id: contactId,
    Last_Call_Date__c: new Date(endedAt).toISOString(),
    Last_Call_Duration__c: durationSeconds,
  }
}
