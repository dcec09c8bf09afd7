import { describe, expect, it } from 'vitest'
import type { E164 } from '../../domain/phone-number.ts'
import type { ContactDirectory } from '../../ports/contact-directory.ts'
import { simulatedDirectory } from '../../testing/simulated-directory.ts'

async function nameBehind(directory: ContactDirectory, phone: E164) {
  const match = (await directory.byPhone(new Set([phone]))).get(phone)
  return match?.kind === 'contact' ? match.contact.name : null
}

const columns = ['Phone', 'MobilePhone', 'HomePhone', 'OtherPhone', 'AssistantPhone']

it.each(columns)('a number in %s is found', async (column) => {
  const { directory, plant } = await simulatedDirectory()
  await plant('Contact', { LastName: 'Known', [column]: '415 555 0300' })
  expect(await nameBehind(directory, '+14155550300')).toBe('Known')
})

it('a number in another field is not found, until the field is named', async () => {
  const { open, plant, control } = await simulatedDirectory()
  await control('POST', '/fields/Contact', { name: 'Night_Phone__c', type: 'phone', length: 40 })
  await plant('Contact', { LastName: 'Known', Night_Phone__c: '415 555 0300' })
  await plant('Contact', { LastName: 'Faxed', Fax: '415 555 0301' })
  expect(await nameBehind(open(), '+14155550300')).toBeNull()
  // Salesforce takes names in any case.
  const named = open({ CONTACT_PHONE_FIELDS: 'phone, NIGHT_PHONE__C' })
  expect(await nameBehind(named, '+14155550300')).toBe('Known')
  expect(await nameBehind(named, '+14155550301')).toBeNull()
})

describe('a phone field that the integration user does not see', () => {
  it('is left out and named in the log, once, and calls are matched by the others', async () => {
    const { directory, control, warnings } = await simulatedDirectory({
      CONTACT_PHONE_FIELDS: 'Phone,HomePhone,Typo__c',
    })
    await control('PUT', '/fields/Contact/HomePhone', { hidden: true })
    expect(await nameBehind(directory, '+15551234567')).toBe('John Doe')
    expect(await nameBehind(directory, '+14155550102')).toBe('Jane Roe')
    expect(warnings).toEqual([{ object: 'Contact', fields: ['HomePhone', 'Typo__c'] }])
  })

  it('is left out also when it is encrypted, so that no query may ask for its value', async () => {
    const { directory, control, warnings } = await simulatedDirectory()
    await control('PUT', '/fields/Contact/HomePhone', { filterable: false })
    expect(await nameBehind(directory, '+15551234567')).toBe('John Doe')
    expect(warnings).toEqual([{ object: 'Contact', fields: ['HomePhone'] }])
  })

  it('stops the process when there is no other, and names it', async () => {
    const { directory } = await simulatedDirectory({ CONTACT_PHONE_FIELDS: 'Typo__c' })
    await expect(directory.byPhone(new Set(['+15551234567']))).rejects.toMatchObject({
      code: 'SALESFORCE_ORG_INCOMPLETE',
      message: expect.stringContaining('Contact.Typo__c (CONTACT_PHONE_FIELDS)'),
    })
  })

  it('is left out as soon as it is hidden', async () => {
    const { directory, control, warnings } = await simulatedDirectory()
    expect(await nameBehind(directory, '+15551234567')).toBe('John Doe')
    await control('PUT', '/fields/Contact/AssistantPhone', { hidden: true })
    expect(await nameBehind(directory, '+14155550102')).toBe('Jane Roe')
    expect(warnings).toEqual([{ object: 'Contact', fields: ['AssistantPhone'] }])
  })
})

it.each(['Email', 'AccountId', 'LastActivityDate', 'MailingCountry'])(
  'without %s contacts are matched all the same',
  async (field) => {
    const { directory, control } = await simulatedDirectory()
    await control('PUT', `/fields/Contact/${field}`, { hidden: true })
    expect(await nameBehind(directory, '+15551234567')).toBe('John Doe')
  },
)

it('a text field is searched by SOQL, but not by SOSL, which searches phone fields', async () => {
  const { open, plant, control, warnings } = await simulatedDirectory({
    CONTACT_PHONE_FIELDS: 'Phone,Night__c',
  })
  await control('POST', '/fields/Contact', { name: 'Night__c', type: 'string', length: 80 })
  await plant('Contact', { LastName: 'Known', Night__c: '415 555 0300' })
  expect(await nameBehind(open(), '+14155550300')).toBe('Known')
  expect(warnings).toEqual([])
  expect(await nameBehind(open({ CONTACT_LOOKUP: 'sosl' }), '+14155550300')).toBeNull()
  expect(warnings).toEqual([{ object: 'Contact', fields: ['Night__c'] }])
})

it('leads without a normalised field are not matched, and that is logged', async () => {
  const { open, plant, control, warnings } = await simulatedDirectory({
    CONTACT_LOOKUP: 'normalised-field',
    MATCH_LEADS: 'true',
    NORMALISED_PHONE_FIELDS: 'Number__c',
  })
  await control('POST', '/fields/Contact', { name: 'Number__c', type: 'phone', length: 40 })
  await plant('Contact', { LastName: 'Known', Number__c: '+14155550300' })
  const directory = open()
  expect(await nameBehind(directory, '+14155550300')).toBe('Known')
  expect(await directory.byPhone(new Set(['+12125550188']))).toEqual(new Map())
  expect(warnings).toMatchObject([{ object: 'Lead' }])
})
