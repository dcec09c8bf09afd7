import type { SeedRecords } from './records.ts'
import { toLongId } from './record-id.ts'

const paula = { account: toLongId('001Sm0000Paula1'), contact: toLongId('003Sm0000Paula1') }
const petra = { account: toLongId('001Sm0000Petra1'), contact: toLongId('003Sm0000Petra1') }

/** Customers who are people, not companies: an account and a contact each, of which the account is the one to write to. */
export const samplePersonRecords = {
  paulaPrivat: {
    Id: paula.account,
    Name: 'Paula Privat',
    IsPersonAccount: true,
    PersonContactId: paula.contact,
  },
  petraPrivat: {
    Id: petra.account,
    Name: 'Petra Privat',
    IsPersonAccount: true,
    PersonContactId: petra.contact,
    Phone: '(646) 555-0125',
  },
} as const

export const samplePersons: SeedRecords = {
  Contact: [
    {
      Id: paula.contact,
      AccountId: paula.account,
      FirstName: 'Paula',
      LastName: 'Privat',
      IsPersonAccount: true,
      MobilePhone: '+1 646 555 0123',
    },
    {
      Id: petra.contact,
      AccountId: petra.account,
      FirstName: 'Petra',
      LastName: 'Privat',
      IsPersonAccount: true,
      Phone: '(646) 555-0125',
      HomePhone: '646.555.0126',
    },
  ],
  Account: Object.values(samplePersonRecords),
}
