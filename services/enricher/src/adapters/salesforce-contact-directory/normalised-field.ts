import { soqlString } from '@calltrail/runtime'
import type { E164 } from '../../domain/phone-number.ts'
import type { PeopleObject } from './org-objects.ts'
import type { PersonRow } from './people.ts'
import type { PhoneSearch } from './phone-search.ts'
import { encodedLength, inQueries, selectPeople } from './soql.ts'

/** By fields that hold numbers in E.164, as a flow or trigger of the org writes them. With an index (external id) it is the quickest. */
export const normalisedField: PhoneSearch = {
  groups: (phones, object) =>
    inQueries(phones, select(object, []), (phone) => {
      return object.phoneFields.length * encodedLength(`, ${soqlString(phone)}`)
    }),
  find: async (salesforce, phones, object) => ({
    rows: await salesforce.query<PersonRow>(select(object, phones)),
    complete: true,
  }),
}

function select(object: PeopleObject, phones: readonly E164[]): string {
  const list = phones.map(soqlString).join(', ')
  return selectPeople(object, `(${object.phoneFields.map((field) => `${field} IN (${list})`).join(' OR ')})`)
}
