import type { E164 } from '../../domain/phone-number.ts'
import { spellingEnds } from '../../domain/written-digits.ts'
import type { PersonRow } from './people.ts'
import type { PhoneSearch } from './phone-search.ts'
import { inGroups } from './soql.ts'

/** Beyond it Salesforce drops the operators between the words. */
const mostSearchCharacters = 4_000
/** Salesforce returns no more. */
const mostResults = 2_000

const or = ' OR '

/**
 * By SOSL's search in phone fields, which knows them without their punctuation. Quick in an org of any size, but its index learns of a new
 * or changed contact minutes later. Only digits are searched for, so there is nothing to escape.
 */
export const sosl: PhoneSearch = {
  groups: (phones) => inGroups(phones, mostSearchCharacters, (phone) => terms(phone).length + or.length),
  async find(salesforce, phones, { name, columns, condition }) {
    const where = condition === null ? '' : ` WHERE ${condition}`
    const returning = `${name}(${columns.join(', ')}${where} LIMIT ${mostResults})`
    const rows = await salesforce.search<PersonRow>(
      `FIND {${phones.map(terms).join(or)}} IN PHONE FIELDS RETURNING ${returning} LIMIT ${mostResults}`,
    )
    return { rows, complete: rows.length < mostResults }
  },
}

function terms(phone: E164): string {
  const { beginnings, endings } = spellingEnds(phone)
  return [...beginnings.map((digits) => `${digits}*`), ...endings].join(or)
}
