import { soqlString } from '@calltrail/runtime'
import type { Salesforce } from '@calltrail/runtime'
import { chooseContact } from '../domain/choose-contact.ts'
import type { Candidate, Contact } from '../domain/contact.ts'
import { nationalDigits, numbersIn } from '../domain/customer-number.ts'
import type { CountryCode, E164 } from '../domain/customer-number.ts'
import type { ContactDirectory } from '../ports/contact-directory.ts'

const phoneFields = ['Phone', 'MobilePhone', 'HomePhone', 'OtherPhone'] as const

type ContactRow = { Id: string; Name: string; AccountId: string | null; Email: string | null }
type CandidateRow = ContactRow & { LastActivityDate: string | null; CreatedDate: string } & {
  readonly [Field in (typeof phoneFields)[number]]: string | null
}

/** A query travels in the address, of which Salesforce takes 16 KB. */
const idsPerQuery = 400
const phonesPerQuery = 30

/** Contacts by SOQL. Numbers are stored as people typed them, so hits are compared again digit by digit. */
export function salesforceContactDirectory(
  salesforce: Salesforce,
  defaultRegion: CountryCode,
): ContactDirectory {
  return {
    async byId(ids) {
      const rows = await inChunks([...ids], idsPerQuery, (chunk) =>
        salesforce.query<ContactRow>(
          `SELECT Id, Name, AccountId, Email FROM Contact WHERE Id IN (${chunk.map(soqlString).join(', ')})`,
        ),
      )
      return new Map(rows.map((row) => [row.Id, contactOf(row)]))
    },
    async byPhone(phones) {
      const rows = await inChunks([...phones], phonesPerQuery, (chunk) =>
        salesforce.query<CandidateRow>(
          `SELECT Id, Name, AccountId, Email, LastActivityDate, CreatedDate, ${phoneFields.join(', ')} ` +
            `FROM Contact WHERE ${chunk.flatMap(phoneConditions).join(' OR ')}`,
        ),
      )
      const candidates = candidatesByNumber(rows)
      const matches = [...phones].map((phone) => [phone, chooseContact(candidates.get(phone) ?? [])] as const)
      return new Map(matches.flatMap(([phone, match]) => (match ? [[phone, match] as const] : [])))
    },
  }

  /** Each row is read once, however many numbers are looked for: reading one takes longer than comparing thousands. */
  function candidatesByNumber(rows: readonly CandidateRow[]): Map<E164, Candidate[]> {
    const byNumber = new Map<E164, Candidate[]>()
    // A contact may come with several queries, and may have one number in several fields.
    for (const row of new Map(rows.map((row) => [row.Id, row])).values()) {
      const numbers = phoneFields.flatMap((field) => [...numbersIn(row[field] ?? '', defaultRegion)])
      const candidate = {
        contact: contactOf(row),
        lastActivityDate: row.LastActivityDate,
        createdDate: row.CreatedDate,
      }
      for (const number of new Set(numbers)) {
        byNumber.set(number, [...(byNumber.get(number) ?? []), candidate])
      }
    }
    return byNumber
  }
}

/** Finds the digits in their order, whatever stands between, before and behind them. */
function phoneConditions(phone: E164): string[] {
  const pattern = soqlString(`%${nationalDigits(phone).split('').join('%')}%`)
  return phoneFields.map((field) => `${field} LIKE ${pattern}`)
}

function contactOf(row: ContactRow): Contact {
  return { id: row.Id, name: row.Name, accountId: row.AccountId, email: row.Email }
}

async function inChunks<Item, Row>(
  items: readonly Item[],
  size: number,
  query: (chunk: readonly Item[]) => Promise<Row[]>,
): Promise<Row[]> {
  const rows: Row[] = []
  for (let start = 0; start < items.length; start += size)
    rows.push(...(await query(items.slice(start, start + size))))
  return rows
}
