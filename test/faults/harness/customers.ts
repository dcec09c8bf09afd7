/**
 * The people who call: some of the sample org, and many of our own, so that several calls of one contact are under way at a time.
 */
import { sampleRecords, toLongId } from '@calltrail/simulators'

export interface Customer {
  readonly contactId: string
  /** As Genesys tells it. */
  readonly number: string
}

const { contacts, accounts } = sampleRecords

const sampleCustomers: readonly Customer[] = [
  { contactId: contacts.johnDoe.Id, number: '+15551234567' },
  { contactId: contacts.janeRoe.Id, number: '+14155550101' },
  { contactId: contacts.nigelBolton.Id, number: '+442079460958' },
  { contactId: contacts.robinLone.Id, number: 'tel:+12125550142' },
]

const ownCount = 80
const spellings = [
  (line: string) => `(415) 555-${line}`,
  (line: string) => `415.555.${line}`,
  (line: string) => `+1 415 555 ${line}`,
]
const accountIds = [accounts.acme.Id, accounts.globex.Id, accounts.initech.Id]

/** Contacts to insert into the simulated org. Few accounts, as it is below an account that row locks meet. */
export const ownContacts = Array.from({ length: ownCount }, (_, index) => ({
  Id: toLongId(`003Ft${String(index).padStart(10, '0')}`),
  FirstName: 'Customer',
  LastName: `Number ${index}`,
  AccountId: accountIds[index % accountIds.length]!,
  Phone: spellings[index % spellings.length]!(lineOf(index)),
}))

/** Somebody who only calls where a fault puts the call itself. */
export const plantedCustomer: Customer = { contactId: toLongId('003Ft000Planted'), number: '+14155553000' }
export const plantedContact = {
  Id: plantedCustomer.contactId,
  FirstName: 'Planted',
  LastName: 'Customer',
  Phone: plantedCustomer.number,
}

export const customers: readonly Customer[] = [
  ...sampleCustomers,
  ...ownContacts.map(({ Id }, index) => ({ contactId: Id, number: `+1415555${lineOf(index)}` })),
]

/** Nobody in the org has it. */
export const strangersNumber = '+14155559999'

function lineOf(index: number): string {
  return String(2_000 + index)
}
