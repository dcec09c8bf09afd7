import type { SeedRecords } from './records.ts'
import { toLongId } from './record-id.ts'

/**
 * A small fictional org, with phone numbers as people type them. Ids are fixed, so that tests and samples can name them.
 * Numbers are of ranges that are reserved for fiction wherever a country has such a range.
 */
const accounts = {
  acme: {
    Id: toLongId('001Sm0000Acme01'),
    Name: 'Acme Corporation',
    Type: 'Customer - Direct',
    Phone: '(415) 555-0100',
  },
  globex: {
    Id: toLongId('001Sm0000Globe1'),
    Name: 'Globex GmbH',
    Type: 'Customer - Direct',
    Phone: '+49 30 23125 0',
  },
  initech: {
    Id: toLongId('001Sm0000Initec'),
    Name: 'Initech Ltd',
    Type: 'Prospect',
    Phone: '+44 20 7946 0000',
  },
  household: {
    Id: toLongId('001Sm0000Homes1'),
    Name: 'Rivera Household',
    Type: 'Other',
    Phone: '512-555-0177',
  },
  unknownCallers: { Id: toLongId('001Sm0000Unknwn'), Name: 'Unknown Callers', Type: 'Other' },
} as const

const contacts = {
  /** The caller of the sample payload: +1 555 123 4567. */
  johnDoe: {
    Id: toLongId('003Sm0000JohnD1'),
    FirstName: 'John',
    LastName: 'Doe',
    AccountId: accounts.acme.Id,
    Email: 'john.doe@acme.example',
    Phone: '(555) 123-4567',
  },
  janeRoe: {
    Id: toLongId('003Sm0000JaneR1'),
    FirstName: 'Jane',
    LastName: 'Roe',
    AccountId: accounts.acme.Id,
    Email: 'jane.roe@acme.example',
    Phone: '415.555.0102',
    MobilePhone: '+1 415 555 0101',
  },
  patQuinn: {
    Id: toLongId('003Sm0000PatQ01'),
    FirstName: 'Pat',
    LastName: 'Quinn',
    AccountId: accounts.acme.Id,
    Phone: '+1 (415) 555-0132 x3',
  },
  samOLeary: {
    Id: toLongId('003Sm0000SamL01'),
    FirstName: 'Sam',
    LastName: "O'Leary",
    AccountId: accounts.acme.Id,
    Phone: '415.555.0133',
    AssistantPhone: '1-415-555-0199',
  },
  /** Two colleagues behind one switchboard. */
  adaSwitch: {
    Id: toLongId('003Sm0000SwitA1'),
    FirstName: 'Ada',
    LastName: 'Switch',
    AccountId: accounts.globex.Id,
    Phone: '+49 (0)30 23125-111',
    Last_Call_Date__c: '2026-02-01T09:00:00.000+0000',
  },
  bertBoard: {
    Id: toLongId('003Sm0000SwitB1'),
    FirstName: 'Bert',
    LastName: 'Board',
    AccountId: accounts.globex.Id,
    Phone: '+49 30 23125 111',
    Last_Call_Date__c: '2026-01-10T09:00:00.000+0000',
  },
  karlaMueller: {
    Id: toLongId('003Sm0000KarlM1'),
    FirstName: 'Karla',
    LastName: 'Müller',
    AccountId: accounts.globex.Id,
    Email: 'karla.mueller@globex.example',
    MobilePhone: '0049 151 23456789',
  },
  nigelBolton: {
    Id: toLongId('003Sm0000NigeL1'),
    FirstName: 'Nigel',
    LastName: 'Bolton',
    AccountId: accounts.initech.Id,
    Phone: '+44 (0)20 7946 0958',
  },
  fionaMacLeod: {
    Id: toLongId('003Sm0000FionM1'),
    FirstName: 'Fiona',
    LastName: 'MacLeod',
    AccountId: accounts.initech.Id,
    MobilePhone: '07700 900123',
    OtherPhone: '+44 7700 900123',
  },
  /** A household: one landline, two people, of whom Luis was there first. */
  luisRivera: {
    Id: toLongId('003Sm0000LuisR1'),
    FirstName: 'Luis',
    LastName: 'Rivera',
    AccountId: accounts.household.Id,
    HomePhone: '512-555-0177',
    CreatedDate: '2024-02-01T09:00:00.000+0000',
  },
  anaRivera: {
    Id: toLongId('003Sm0000AnaR01'),
    FirstName: 'Ana',
    LastName: 'Rivera',
    AccountId: accounts.household.Id,
    HomePhone: '(512) 555 0177',
    MobilePhone: '512.555.0178',
    CreatedDate: '2024-03-01T09:00:00.000+0000',
  },
  /** Only in fields that integrations tend to forget. */
  meiTanaka: {
    Id: toLongId('003Sm0000MeiT01'),
    FirstName: 'Mei',
    LastName: 'Tanaka',
    AccountId: accounts.globex.Id,
    OtherPhone: '+81 3-4580-0001',
  },
  chloeBernard: {
    Id: toLongId('003Sm0000ChloB1'),
    FirstName: 'Chloé',
    LastName: 'Bernard',
    AccountId: accounts.globex.Id,
    Phone: '01 99 00 12 34',
    MobilePhone: '+33 6 39 98 12 34',
  },
  /** Has no account. */
  robinLone: {
    Id: toLongId('003Sm0000Loner1'),
    FirstName: 'Robin',
    LastName: 'Lone',
    Phone: '+1-212-555-0142',
  },
  /** Has no phone at all. */
  noraBlank: {
    Id: toLongId('003Sm0000NoPhon'),
    FirstName: 'Nora',
    LastName: 'Blank',
    AccountId: accounts.acme.Id,
    Email: 'nora.blank@acme.example',
  },
} as const

const leads = {
  leaProspect: {
    Id: toLongId('00QSm0000Lead01'),
    FirstName: 'Lea',
    LastName: 'Prospect',
    Company: 'Umbrella Supplies',
    Status: 'Open - Not Contacted',
    Phone: '+1 212 555 0188',
  },
  /** Became a contact since: must not be found any more. */
  connieVerted: {
    Id: toLongId('00QSm0000Lead02'),
    FirstName: 'Connie',
    LastName: 'Verted',
    Company: 'Acme Corporation',
    Status: 'Closed - Converted',
    IsConverted: true,
    MobilePhone: '(212) 555-0189',
  },
} as const

const users = {
  integrationUser: {
    UserType: 'Standard',
    Id: toLongId('005Sm0000IntUsr'),
    Username: 'integration@calltrail.example',
    FirstName: 'Calltrail',
    LastName: 'Integration',
    Name: 'Calltrail Integration',
    Email: 'integration@calltrail.example',
    IsActive: true,
    TimeZoneSidKey: 'America/Los_Angeles',
  },
  /** The agents of the sample Genesys organization, found by their e-mail addresses. */
  agentSmith: agentUser('005Sm0000Smith1', 'Agent', 'Smith'),
  agentJones: agentUser('005Sm0000Jones1', 'Agent', 'Jones'),
  /** Left the company: may own nothing new. */
  agentPark: { ...agentUser('005Sm0000Park01', 'Agent', 'Park'), IsActive: false },
  /** One person with two users. */
  agentNovak: agentUser('005Sm0000Novak1', 'Agent', 'Novak'),
  agentNovakAdministrator: {
    ...agentUser('005Sm0000Novak2', 'Agent', 'Novak'),
    Username: 'agent.novak@admin.calltrail.example',
  },
} as const

const organizations = {
  organization: {
    Id: toLongId('00DSm0000000Org'),
    Name: 'Calltrail Sample Org',
    TimeZoneSidKey: 'America/Los_Angeles',
    OrganizationType: 'Enterprise Edition',
    IsSandbox: false,
  },
} as const

function agentUser(id: string, FirstName: string, LastName: string) {
  const address = `${FirstName}.${LastName}@calltrail.example`.toLowerCase()
  return {
    Id: toLongId(id),
    Username: address,
    FirstName,
    LastName,
    Name: `${FirstName} ${LastName}`,
    Email: address,
    IsActive: true,
    UserType: 'Standard',
    TimeZoneSidKey: 'America/New_York',
  }
}

export const sampleOrg: SeedRecords = {
  Organization: Object.values(organizations),
  User: Object.values(users),
  Account: Object.values(accounts),
  Contact: Object.values(contacts),
  Lead: Object.values(leads),
}

/** The records of the sample org by name, for tests and samples: `sampleRecords.contacts.johnDoe.Id`. */
export const sampleRecords = { organizations, users, accounts, contacts, leads } as const
