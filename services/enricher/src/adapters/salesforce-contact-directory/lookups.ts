import { soqlString } from '@calltrail/runtime'
import type { Salesforce } from '@calltrail/runtime'
import { chooseContact, chooseLead } from '../../domain/choose-contact.ts'
import type { Candidate, Contact, PhoneMatch } from '../../domain/contact.ts'
import type { E164 } from '../../domain/phone-number.ts'
import type { OrgObjects, PeopleObject } from './org-objects.ts'
import { candidatesByNumber, contactOf, leadOf } from './people.ts'
import type { PersonRow } from './people.ts'
import { phoneSearches } from './phone-searches.ts'
import { searchGroup } from './search-group.ts'
import { encodedLength, inQueries, selectPeople } from './soql.ts'
import type { ContactSettings } from './settings.ts'

/** Runs with what the org has. */
type WithOrg = <Result>(use: (org: OrgObjects) => Promise<Result>) => Promise<Result>

/** An answer for each key, in their order; an error stands for the keys of the request that failed. */
type Answers<Value> = Promise<(Value | null | Error)[]>

/** Contacts by their ids, in as few queries as their addresses allow. */
export function contactsById(salesforce: Salesforce, withOrg: WithOrg) {
  return async (ids: readonly string[]): Answers<Contact> => {
    const groups = await withOrg(async ({ contact }) =>
      inQueries(ids, select(contact, []), (id) => encodedLength(`, ${soqlString(id)}`)),
    )
    return eachGroup(groups, (group) =>
      withOrg(async ({ contact }) => {
        const rows = await salesforce.query<PersonRow>(select(contact, group))
        const byId = new Map(rows.map((row) => [row.Id, contactOf(row)]))
        return group.map((id) => byId.get(id) ?? null)
      }),
    )
  }

  function select(contact: PeopleObject, ids: readonly string[]): string {
    return selectPeople(contact, `Id IN (${ids.map(soqlString).join(', ')})`)
  }
}

/** Whom numbers belong to: a contact, or a lead where no contact has the number and leads are matched. */
export function matchesByPhone(salesforce: Salesforce, withOrg: WithOrg, settings: ContactSettings) {
  const search = phoneSearches[settings.contactLookup]

  return async (phones: readonly E164[]): Answers<PhoneMatch> => {
    const contacts = await candidates(phones, ({ contact }) => contact, contactOf)
    const matches = contacts.map((found) =>
      found instanceof Error ? found : chooseContact(found, settings.severalContacts),
    )
    const strangers = phones.filter((_, index) => matches[index] === null)
    if (strangers.length === 0 || !settings.matchLeads) return matches
    const leads = await candidates(strangers, ({ lead }) => lead, leadOf)
    const leadOfStranger = new Map(
      strangers.map((phone, index) => {
        const found = leads[index]!
        return [phone, found instanceof Error ? found : chooseLead(found)]
      }),
    )
    return matches.map((match, index) => match ?? leadOfStranger.get(phones[index]!) ?? null)
  }

  async function candidates<Person>(
    phones: readonly E164[],
    objectOf: (org: OrgObjects) => PeopleObject | null,
    personOf: (row: PersonRow) => Person,
  ): Promise<(Candidate<Person>[] | Error)[]> {
    const groups = await withOrg(async (org) => {
      const object = objectOf(org)
      return object ? search.groups(phones, object) : [[...phones]]
    })
    return eachGroup(groups, (group) =>
      withOrg(async (org) => {
        const object = objectOf(org)
        if (!object) return group.map(() => [])
        const rows = await searchGroup(salesforce, search, group, object)
        const byNumber = candidatesByNumber(rows, object, settings.defaultRegion, personOf)
        return group.map((phone) => byNumber.get(phone) ?? [])
      }),
    )
  }
}

/** All groups at once, so that the client may put them into one request. One group's failure is no other's. */
async function eachGroup<Key, Value>(
  groups: readonly Key[][],
  answer: (group: readonly Key[]) => Promise<Value[]>,
): Promise<(Value | Error)[]> {
  const answers = groups.map((group) =>
    answer(group).catch((error: Error): (Value | Error)[] => group.map(() => error)),
  )
  return (await Promise.all(answers)).flat()
}
