import { soqlString } from '@calltrail/runtime'
import type { Salesforce } from '@calltrail/runtime'
import { chooseContact } from '../domain/choose-contact.ts'
import type { Candidate, Contact } from '../domain/contact.ts'
import { isSameNumber, nationalDigits } from '../domain/customer-number.ts'
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
      const byId = new Map(rows.map((row) => [row.Id, row]))
      const matches = [...phones].map(
        (phone) => [phone, chooseContact(candidates(byId.values(), phone))] as const,
      )
      return new Map(matches.flatMap(([phone, match]) => (match ? [[phone, match] as const] : [])))
    },
  }

  function candidates(rows: Iterable<CandidateRow>, phone: E164): Candidate[] {
    return [...rows]
      .filter((row) => phoneFields.some((field) => isSameNumber(row[field] ?? '', phone, defaultRegion)))
      .map((row) => ({
        contact: contactOf(row),
        lastActivityDate: row.LastActivityDate,
        createdDate: row.CreatedDate,
      }))
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
