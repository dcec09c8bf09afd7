import { soqlString } from '@calltrail/runtime'
import type { Salesforce } from '@calltrail/runtime'
import type { TaskIndex } from '../ports/task-index.ts'

/** A query travels in an address, which Salesforce cuts at 16 KB. */
export const eventIdsPerQuery = 100

interface Row {
  readonly Calltrail_Event_Id__c: string
}

/** The queries are made together: the client lets those that wait share a request. */
export function salesforceTaskIndex(salesforce: Pick<Salesforce, 'query'>): TaskIndex {
  return {
    async having(eventIds) {
      const rows = await Promise.all(
        chunksOf(eventIds).map((chunk) => salesforce.query<Row>(queryFor(chunk))),
      )
      return new Set(rows.flat().map((row) => row.Calltrail_Event_Id__c))
    },
  }
}

function queryFor(eventIds: readonly string[]): string {
  return `SELECT Calltrail_Event_Id__c FROM Task WHERE Calltrail_Event_Id__c IN (${eventIds.map(soqlString).join(', ')})`
}

function chunksOf(eventIds: readonly string[]): string[][] {
  return Array.from({ length: Math.ceil(eventIds.length / eventIdsPerQuery) }, (_, index) =>
    eventIds.slice(index * eventIdsPerQuery, (index + 1) * eventIdsPerQuery),
  )
}
