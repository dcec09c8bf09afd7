import { PipelineError } from '@calltrail/runtime'
import type { Salesforce } from '@calltrail/runtime'
import type { E164 } from '../../domain/phone-number.ts'
import type { PeopleObject } from './org-objects.ts'
import type { PersonRow } from './people.ts'
import type { PhoneSearch } from './phone-search.ts'

/**
 * Everybody who has one of the numbers, and perhaps more. A search that Salesforce finds too complicated, or that brings as many as it may,
 * is done again in halves.
 */
export async function searchGroup(
  salesforce: Salesforce,
  search: PhoneSearch,
  phones: readonly E164[],
  object: PeopleObject,
): Promise<readonly PersonRow[]> {
  const mayBeHalved = phones.length > 1
  try {
    const { rows, complete } = await search.find(salesforce, phones, object)
    if (complete || !mayBeHalved) return rows
  } catch (error) {
    if (!isTooMuch(error) || !mayBeHalved) throw error
  }
  const middle = Math.ceil(phones.length / 2)
  const halves = [phones.slice(0, middle), phones.slice(middle)]
  return (await Promise.all(halves.map((half) => searchGroup(salesforce, search, half, object)))).flat()
}

function isTooMuch(error: unknown): boolean {
  if (!(error instanceof PipelineError)) return false
  return error.code === 'SALESFORCE_QUERY_TOO_LARGE' || error.code === 'SALESFORCE_REQUEST_REJECTED'
}
