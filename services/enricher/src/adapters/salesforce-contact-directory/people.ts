import type { Candidate, Contact, Lead } from '../../domain/contact.ts'
import { countryNamed } from '../../domain/country.ts'
import type { CountryCode, E164 } from '../../domain/phone-number.ts'
import { numbersIn } from '../../domain/stored-numbers.ts'
import type { PeopleObject } from './org-objects.ts'

/** A contact or lead as Salesforce answers. What the integration user may not see is missing. */
export interface PersonRow {
  readonly Id: string
  readonly Name: string
  readonly Email?: string | null
  readonly AccountId?: string | null
  readonly IsPersonAccount?: boolean | null
  readonly LastActivityDate?: string | null
  readonly CreatedDate?: string
  readonly [field: string]: unknown
}

export function contactOf(row: PersonRow): Contact {
  return {
    id: row.Id,
    name: row.Name,
    accountId: row.AccountId ?? null,
    email: row.Email ?? null,
    isPersonAccount: row.IsPersonAccount ?? false,
  }
}

export function leadOf(row: PersonRow): Lead {
  return { id: row.Id, name: row.Name, email: row.Email ?? null }
}

/**
 * Who really has a number, of all that a search brings. Each row is read once, however many numbers were looked for: reading one takes
 * longer than comparing thousands.
 */
export function candidatesByNumber<Person>(
  rows: readonly PersonRow[],
  object: PeopleObject,
  defaultRegion: CountryCode,
  personOf: (row: PersonRow) => Person,
): ReadonlyMap<E164, Candidate<Person>[]> {
  const byNumber = new Map<E164, Candidate<Person>[]>()
  // A search may bring one record several times.
  for (const row of new Map(rows.map((row) => [row.Id, row])).values()) {
    const candidate = {
      person: personOf(row),
      lastActivityDate: row.LastActivityDate ?? null,
      createdDate: row.CreatedDate ?? '',
    }
    for (const number of numbersOf(row, object, defaultRegion)) {
      byNumber.set(number, [...(byNumber.get(number) ?? []), candidate])
    }
  }
  return byNumber
}

/** A person may have one number in several fields. */
function numbersOf(
  row: PersonRow,
  { phoneFields, countryField }: PeopleObject,
  defaultRegion: CountryCode,
): ReadonlySet<E164> {
  const country = countryField === null ? null : countryNamed(textOf(row[countryField]))
  const numbers = phoneFields.flatMap((field) => {
    const text = textOf(row[field])
    const atHome = country === null ? [] : [...numbersIn(text, country)]
    return atHome.length > 0 ? atHome : [...numbersIn(text, defaultRegion)]
  })
  return new Set(numbers)
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
