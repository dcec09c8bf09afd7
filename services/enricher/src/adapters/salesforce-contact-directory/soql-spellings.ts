import { soqlString } from '@calltrail/runtime'
import type { E164 } from '../../domain/phone-number.ts'
import { commonDigitsByScript } from '../../domain/written-digits.ts'
import type { PeopleObject } from './org-objects.ts'
import type { PersonRow } from './people.ts'
import type { PhoneSearch } from './phone-search.ts'
import { encodedLength, inQueries, selectPeople } from './soql.ts'

/**
 * By SOQL's LIKE: the digits in their order, whatever stands between, before and behind them. Finds every spelling at once, also of a
 * contact that was saved a moment ago; but reads the whole table, because no index helps.
 */
export const soqlSpellings: PhoneSearch = {
  groups: (phones, object) =>
    inQueries(phones, select(object, []), (phone) => encodedLength(` OR ${conditions(object, phone)}`)),
  find: async (salesforce, phones, object) => ({
    rows: await salesforce.query<PersonRow>(select(object, phones)),
    complete: true,
  }),
}

function select(object: PeopleObject, phones: readonly E164[]): string {
  return selectPeople(object, `(${phones.map((phone) => conditions(object, phone)).join(' OR ')})`)
}

function conditions({ phoneFields }: PeopleObject, phone: E164): string {
  const patterns = commonDigitsByScript(phone).map((digits) => soqlString(`%${digits.split('').join('%')}%`))
  return phoneFields.flatMap((field) => patterns.map((pattern) => `${field} LIKE ${pattern}`)).join(' OR ')
}
