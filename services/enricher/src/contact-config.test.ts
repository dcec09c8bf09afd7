import { loadConfig } from '@calltrail/runtime'
import { expect, it } from 'vitest'
import { contactConfig } from './contact-config.ts'

const read = (variables: Record<string, string>) => loadConfig(contactConfig, variables)

it('needs nothing to be set', () => {
  expect(read({})).toMatchObject({
    contactLookup: 'soql-spellings',
    severalContacts: 'most-recent-activity',
    matchLeads: false,
    contactPhoneFields: ['Phone', 'MobilePhone', 'HomePhone', 'OtherPhone', 'AssistantPhone'],
    contactCacheSeconds: 300,
    contactCacheNegativeSeconds: 30,
    ownNumbers: [],
  })
})

it.each([
  ['CONTACT_PHONE_FIELDS', 'Phone, ns__Mobile__c,Phone', { contactPhoneFields: ['Phone', 'ns__Mobile__c'] }],
  ['OWN_NUMBERS', '+1 (800) 123-4567, +1800123*', { ownNumbers: ['+18001234567', '+1800123*'] }],
  ['MATCH_LEADS', 'true', { matchLeads: true }],
  ['CONTACT_COUNTRY_FIELD', 'none', { contactCountryField: null }],
  ['CONTACT_COUNTRY_FIELD', 'MailingCountryCode', { contactCountryField: 'MailingCountryCode' }],
  ['CONTACT_CACHE_SECONDS', '0', { contactCacheSeconds: 0 }],
])('%s=%s is read', (name, value, expected) => {
  expect(read({ [name]: value })).toMatchObject(expected)
})

it.each([
  ['CONTACT_LOOKUP', 'exact'],
  ['CONTACT_PHONE_FIELDS', 'Phone; DROP'],
  ['CONTACT_PHONE_FIELDS', "Phone LIKE '%' OR Name"],
  ['CONTACT_PHONE_FIELDS', 'Account.Phone'],
  ['CONTACT_PHONE_FIELDS', ','],
  ['LEAD_PHONE_FIELDS', 'Phone)'],
  ['NORMALISED_PHONE_FIELDS', '1Phone'],
  ['CONTACT_COUNTRY_FIELD', 'A, B'],
  ['SEVERAL_CONTACTS', 'random'],
  ['MATCH_LEADS', 'yes'],
  ['OWN_NUMBERS', '18001234567'],
  ['OWN_NUMBERS', '*'],
  ['CONTACT_CACHE_SECONDS', '-1'],
  ['PHONE_DEFAULT_REGION', 'Germany'],
])('%s=%s is refused', (name, value) => {
  expect(() => read({ [name]: value })).toThrow(name)
})
