import type { Salesforce } from '@calltrail/runtime'
import { externalIdField } from '../mapping/index.ts'
import { inLists } from './in-lists.ts'

/** Fields of the Tasks of events, by event id; events without a Task are left out. */
export async function tasksByEvent<Row extends object>(
  salesforce: Salesforce,
  eventIds: readonly string[],
  fields: readonly string[],
): Promise<ReadonlyMap<string, Row>> {
  const pages = inLists(eventIds).map((list) =>
    salesforce.query<Row & { readonly [externalIdField]: string }>(
      `SELECT ${[externalIdField, ...fields].join(', ')} FROM Task WHERE ${externalIdField} IN (${list})`,
    ),
  )
  return new Map((await Promise.all(pages)).flat().map((row) => [row[externalIdField], row]))
}
