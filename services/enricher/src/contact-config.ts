import { integer, key, oneOf, textList } from '@calltrail/runtime'
import { getCountries } from 'libphonenumber-js'
import { contactLookups } from './adapters/salesforce-contact-directory/settings.ts'
import { contactPolicies } from './domain/choose-contact.ts'
import { ownNumber } from './domain/own-numbers.ts'

/** Names of fields go into queries as they are. */
const fieldName = /^[A-Za-z]\w*$/

const fieldNames = textList
  .refine(
    (names) => names.every((name) => fieldName.test(name)),
    'must be API names of fields such as Mobile__c',
  )
  .transform((names) => [...new Set(names)])

const yesOrNo = oneOf(['true', 'false']).transform((answer) => answer === 'true')

export const contactConfig = {
  defaultRegion: key({
    env: 'PHONE_DEFAULT_REGION',
    parse: oneOf(getCountries(), 'must be a country’s ISO code such as US'),
    fallback: 'US',
    doc: 'Country of phone numbers that are written without a country code.',
  }),
  contactLookup: key({
    env: 'CONTACT_LOOKUP',
    parse: oneOf(contactLookups),
    fallback: 'soql-spellings',
    doc: 'How contacts are looked for: `soql-spellings` finds every spelling at once, `sosl` is quicker in orgs with millions of contacts, `normalised-field` is the quickest and needs a field that holds the number in E.164.',
  }),
  contactPhoneFields: key({
    env: 'CONTACT_PHONE_FIELDS',
    parse: fieldNames,
    fallback: ['Phone', 'MobilePhone', 'HomePhone', 'OtherPhone', 'AssistantPhone'],
    doc: 'Fields of Contact that hold phone numbers as people typed them; custom ones too.',
  }),
  normalisedPhoneFields: key({
    env: 'NORMALISED_PHONE_FIELDS',
    parse: fieldNames,
    fallback: ['Phone_E164__c'],
    doc: 'Fields of Contact, and of Lead where leads are matched, that hold one number each in E.164. Only for CONTACT_LOOKUP=normalised-field.',
  }),
  contactCountryField: key({
    env: 'CONTACT_COUNTRY_FIELD',
    parse: textList
      .refine(
        ([name, ...more]) => fieldName.test(name!) && more.length === 0,
        'must be the API name of one field',
      )
      .transform(([name]) => (name === 'none' ? null : name!)),
    fallback: 'MailingCountry',
    doc: 'Field of Contact with the country, by name or ISO code, of its numbers without a country code; PHONE_DEFAULT_REGION where it is empty. `none`: always PHONE_DEFAULT_REGION.',
  }),
  severalContacts: key({
    env: 'SEVERAL_CONTACTS',
    parse: oneOf(contactPolicies),
    fallback: 'most-recent-activity',
    doc: 'Whom a call belongs to when several contacts have the number: `most-recent-activity` or `first-created` of them, `account-only` their account if they share one, `none` nobody.',
  }),
  matchLeads: key({
    env: 'MATCH_LEADS',
    parse: yesOrNo,
    fallback: false,
    doc: 'Whether unconverted leads are looked for where no contact has the number: `true` or `false`.',
  }),
  leadPhoneFields: key({
    env: 'LEAD_PHONE_FIELDS',
    parse: fieldNames,
    fallback: ['Phone', 'MobilePhone'],
    doc: 'Fields of Lead that hold phone numbers. Only for MATCH_LEADS=true.',
  }),
  ownNumbers: key({
    env: 'OWN_NUMBERS',
    parse: textList
      .transform((numbers) => numbers.map((number) => number.replace(/[\s().-]/g, '')))
      .refine(
        (numbers) => numbers.every((number) => ownNumber.test(number)),
        'must be numbers such as +18001234567, or beginnings of numbers such as +1800123*',
      ),
    fallback: [],
    doc: 'The company’s own numbers, comma-separated; `+1800123*` stands for all that begin so. They are never taken for a customer’s.',
  }),
  contactCacheSeconds: key({
    env: 'CONTACT_CACHE_SECONDS',
    parse: integer(0, 86_400),
    fallback: 300,
    doc: 'How long a contact that was found is not looked up again; 0 for no cache.',
  }),
  contactCacheNegativeSeconds: key({
    env: 'CONTACT_CACHE_NEGATIVE_SECONDS',
    parse: integer(0, 86_400),
    fallback: 30,
    doc: 'How long a number that nobody has is not looked up again; 0 for no cache.',
  }),
  contactCacheEntries: key({
    env: 'CONTACT_CACHE_ENTRIES',
    parse: integer(1, 10_000_000),
    fallback: 50_000,
    doc: 'How many numbers, and how many contacts, the cache remembers.',
  }),
}
