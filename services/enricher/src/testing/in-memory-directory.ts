import { chooseContact, chooseLead } from '../domain/choose-contact.ts'
import type { ContactPolicy } from '../domain/choose-contact.ts'
import type { Candidate, Contact, Lead } from '../domain/contact.ts'
import { isOwnNumber } from '../domain/own-numbers.ts'
import type { E164 } from '../domain/phone-number.ts'
import { numbersIn } from '../domain/stored-numbers.ts'
import type { ContactDirectory } from '../ports/contact-directory.ts'

/** For tests: a person with phone numbers as they were typed. */
export type Entry<Person> = Candidate<Person> & { readonly phones: readonly string[] }

export interface People {
  readonly contacts: readonly Entry<Contact>[]
  readonly leads?: readonly (Entry<Lead> & { readonly isConverted?: boolean })[]
}

export interface DirectorySettings {
  readonly severalContacts?: ContactPolicy
  readonly matchLeads?: boolean
  readonly ownNumbers?: readonly string[]
}

/** For tests: a directory of these people. Numbers without a country code are American. */
export function inMemoryDirectory(
  { contacts, leads = [] }: People,
  { severalContacts = 'most-recent-activity', matchLeads = false, ownNumbers = [] }: DirectorySettings = {},
): ContactDirectory {
  return {
    async byId(ids) {
      return new Map(
        contacts.flatMap(({ person }) => (ids.has(person.id) ? [[person.id, person] as const] : [])),
      )
    },
    async byPhone(phones) {
      const customers = [...phones].filter((phone) => !isOwnNumber(phone, ownNumbers))
      return new Map(
        customers.flatMap((phone) => {
          const match = matchOf(phone)
          return match ? [[phone, match] as const] : []
        }),
      )
    },
  }

  function matchOf(phone: E164) {
    const contact = chooseContact(whoHave(phone, contacts), severalContacts)
    if (contact || !matchLeads) return contact
    return chooseLead(
      whoHave(
        phone,
        leads.filter(({ isConverted }) => !isConverted),
      ),
    )
  }
}

function whoHave<Person>(phone: E164, entries: readonly Entry<Person>[]): Entry<Person>[] {
  return entries.filter(({ phones }) => phones.some((text) => numbersIn(text, 'US').has(phone)))
}
