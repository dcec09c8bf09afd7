import { describe } from 'vitest'
import { contactDirectoryContract } from '../../testing/contact-directory-contract.ts'
import type { Entry } from '../../testing/in-memory-directory.ts'
import { emptyOrg, simulatedDirectory } from '../../testing/simulated-directory.ts'
import { numbersIn } from '../../domain/stored-numbers.ts'
import { contactLookups } from './settings.ts'

/** As people typed the numbers, or as the org's trigger would have written them. */
const typed = (text: string) => text
const normalised = (text: string) => [...numbersIn(text, 'US')][0]

describe.each(contactLookups)('by %s:', (lookup) => {
  const fields = ['Phone', 'MobilePhone', 'OtherPhone']

  function record(
    { person, phones, createdDate }: Entry<{ id: string; name: string; email: string | null }>,
    known: readonly string[],
  ) {
    const written = phones.map(lookup === 'normalised-field' ? normalised : typed)
    const numbers = written.map((number, index) => [known[index]!, number] as const)
    return {
      Id: person.id,
      LastName: person.name,
      Email: person.email,
      CreatedDate: createdDate,
      ...Object.fromEntries(numbers),
    }
  }

  contactDirectoryContract(async ({ contacts, leads = [] }, settings) => {
    const { open, plant } = await simulatedDirectory(
      {
        CONTACT_LOOKUP: lookup,
        NORMALISED_PHONE_FIELDS: fields.join(','),
        SEVERAL_CONTACTS: settings.severalContacts,
        MATCH_LEADS: settings.matchLeads === undefined ? undefined : String(settings.matchLeads),
        OWN_NUMBERS: settings.ownNumbers?.join(','),
      },
      emptyOrg,
    )
    await plant(
      'Contact',
      ...contacts.map((entry) => ({ ...record(entry, fields), AccountId: entry.person.accountId })),
    )
    await plant(
      'Lead',
      ...leads.map((entry) => ({
        ...record(entry, fields),
        Company: 'Umbrella',
        IsConverted: entry.isConverted ?? false,
      })),
    )
    // Salesforce derives the last activity from closed tasks.
    const active = contacts.filter(({ lastActivityDate }) => lastActivityDate !== null)
    await plant(
      'Task',
      ...active.map(({ person, lastActivityDate }) => ({
        WhoId: person.id,
        ActivityDate: lastActivityDate,
        Status: 'Completed',
      })),
    )
    return open()
  })
})
