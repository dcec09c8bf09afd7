import type { Salesforce } from '@calltrail/runtime'
import type { E164 } from '../../domain/phone-number.ts'
import type { PeopleObject } from './org-objects.ts'
import type { PersonRow } from './people.ts'

/** One way to look for people by their numbers. */
export interface PhoneSearch {
  /** The numbers in groups, each of which one request can carry. */
  groups(phones: readonly E164[], object: PeopleObject): E164[][]
  /** Everybody who has one of a group's numbers, and perhaps people who have none of them. */
  find(salesforce: Salesforce, phones: readonly E164[], object: PeopleObject): Promise<Finds>
}

export interface Finds {
  readonly rows: readonly PersonRow[]
  /** False when there may be more than Salesforce returns at once. */
  readonly complete: boolean
}
