import { sampleRecords, toLongId } from '@calltrail/simulators'
import { describe, expect, it } from 'vitest'
import type { E164 } from '../domain/phone-number.ts'
import type { ContactDirectory } from '../ports/contact-directory.ts'
import { simulatedDirectory } from '../testing/simulated-directory.ts'

const { contacts } = sampleRecords

async function matchOf(phone: E164, directory?: ContactDirectory) {
  const known = directory ?? (await simulatedDirectory()).directory
  return (await known.byPhone(new Set([phone]))).get(phone)
}

describe('by the number', () => {
  it.each<[keyof typeof contacts, E164]>([
    ['johnDoe', '+15551234567'],
    ['janeRoe', '+14155550102'],
    ['janeRoe', '+14155550101'],
    ['samOLeary', '+14155550199'],
    ['patQuinn', '+14155550132'],
    ['samOLeary', '+14155550133'],
    ['karlaMueller', '+4915123456789'],
    ['nigelBolton', '+442079460958'],
    ['fionaMacLeod', '+447700900123'],
    ['anaRivera', '+15125550178'],
    ['meiTanaka', '+81345800001'],
    ['chloeBernard', '+33639981234'],
    ['robinLone', '+12125550142'],
  ])('%s is found, however it is stored: %s', async (name, phone) => {
    const contact = { id: contacts[name].Id }
    expect(await matchOf(phone)).toMatchObject({ kind: 'contact', contact, candidates: 1 })
  })

  it('all are found at once, with what the event needs', async () => {
    const { directory } = await simulatedDirectory()
    const phones: E164[] = ['+15551234567', '+12125550142', '+4915123456789', '+15550000000']
    const found = await directory.byPhone(new Set(phones))
    expect([...found.keys()]).toEqual(['+15551234567', '+12125550142', '+4915123456789'])
    expect(found.get('+15551234567')).toEqual({
      kind: 'contact',
      candidates: 1,
      contact: {
        id: contacts.johnDoe.Id,
        name: 'John Doe',
        accountId: sampleRecords.accounts.acme.Id,
        email: 'john.doe@acme.example',
        isPersonAccount: false,
      },
    })
    expect(found.get('+12125550142')).toMatchObject({ contact: { accountId: null, email: null } })
  })

  it.each<[string, E164]>([
    ['a number nobody has', '+15550000000'],
    ['an account’s number', '+14155550100'],
    ['a lead’s number', '+12125550188'],
    ['the digits of one number in the order of another', '+15512345670'],
    ['the same digits in another country', '+495551234567'],
  ])('nobody is found: %s', async (_, phone) => {
    expect(await matchOf(phone)).toBeUndefined()
  })

  it('of two contacts behind one switchboard the one who was active last is chosen, and both are counted', async () => {
    const { open, plant } = await simulatedDirectory()
    const phone: E164 = '+493023125111'
    const first = await matchOf(phone, open())
    expect(first?.candidates).toBe(2)
    expect(await matchOf(phone, open())).toEqual(first)
    const closed = { Subject: 'Call', Status: 'Completed' }
    await plant('Task', { ...closed, WhoId: contacts.adaSwitch.Id, ActivityDate: '2026-01-10' })
    await plant('Task', { ...closed, WhoId: contacts.bertBoard.Id, ActivityDate: '2026-02-01' })
    const contact = { id: contacts.bertBoard.Id }
    expect(await matchOf(phone, open())).toMatchObject({ kind: 'contact', contact, candidates: 2 })
  })

  it('a contact with the number in two fields is one candidate', async () => {
    expect(await matchOf('+447700900123')).toMatchObject({
      contact: { id: contacts.fionaMacLeod.Id },
      candidates: 1,
    })
  })

  it('two numbers in one field are both known', async () => {
    const { directory, plant } = await simulatedDirectory()
    await plant('Contact', { LastName: 'Two', Phone: '415 555 0160 / 415 555 0161' })
    const found = await directory.byPhone(new Set<E164>(['+14155550160', '+14155550161']))
    expect([...found.values()]).toMatchObject([{ contact: { name: 'Two' } }, { contact: { name: 'Two' } }])
  })

  it('a deleted contact is nobody', async () => {
    const { directory, plant } = await simulatedDirectory()
    await plant('Contact', { LastName: 'Gone', Phone: '+1 415 555 0170', IsDeleted: true })
    expect(await matchOf('+14155550170', directory)).toBeUndefined()
  })

  it('a number without a country code is one of the contact’s country, and of the default one when that is not known', async () => {
    const { directory, open, plant } = await simulatedDirectory()
    await plant(
      'Contact',
      { LastName: 'Smith', Phone: '020 7946 0000', MailingCountry: 'United Kingdom' },
      { LastName: 'Weber', Phone: '030 23125222', MailingCountry: 'Deutschland' },
      { LastName: 'Jones', Phone: '415 555 0171', MailingCountry: 'Atlantis' },
      { LastName: 'Blanc', Phone: '(415) 555-0172', MailingCountry: 'FR' },
    )
    const phones: E164[] = ['+442079460000', '+493023125222', '+14155550171', '+14155550172']
    const found = await directory.byPhone(new Set(phones))
    expect([...found.keys()]).toEqual(phones)
    const plain = await open({ CONTACT_COUNTRY_FIELD: 'none' }).byPhone(new Set(phones))
    expect([...plain.keys()]).toEqual(['+14155550171', '+14155550172'])
  })

  it('a person account’s contact is known as one', async () => {
    const { directory, control } = await simulatedDirectory()
    await control('PUT', '/person-accounts', { enabled: true })
    expect(await matchOf('+16465550123', directory)).toMatchObject({
      contact: { name: 'Paula Privat', isPersonAccount: true },
    })
    expect(await matchOf('+15551234567', directory)).toMatchObject({ contact: { isPersonAccount: false } })
  })

  it('hundreds of contacts that must be compared take no time', async () => {
    const { directory, plant } = await simulatedDirectory()
    const phones = Array.from(
      { length: 200 },
      (_, index): E164 => `+1415555${String(index).padStart(4, '0')}`,
    )
    const records = phones.map((phone, index) => ({
      LastName: `Number ${index}`,
      Phone: phone,
      HomePhone: phone,
    }))
    await plant('Contact', ...records)
    const found = await directory.byPhone(new Set(phones))
    expect(found.size).toBe(200)
    expect(found.get('+14155550150')).toMatchObject({ contact: { name: 'Number 150' }, candidates: 1 })
  })

  it.each([
    "+1' OR Name LIKE '%",
    "' OR Id != null OR Name = '",
    '\\',
    "\\' OR Name LIKE \\'%",
    '%',
    '_',
    '+1\u0000',
    '",){}[]',
    '\n',
    '+15551234567} IN ALL FIELDS',
  ])('text in place of a number finds nobody, and is not asked for: %j', async (text) => {
    const { directory, requests } = await simulatedDirectory()
    expect(await directory.byPhone(new Set([text as E164]))).toEqual(new Map())
    expect(await requests()).toEqual([])
  })
})

describe('by the id', () => {
  it('those that are there are found, with what the event needs', async () => {
    const { directory } = await simulatedDirectory()
    const nobody = toLongId('003Sm0000Nobody')
    const found = await directory.byId(new Set([contacts.johnDoe.Id, nobody, contacts.robinLone.Id]))
    expect([...found.keys()].toSorted()).toEqual([contacts.johnDoe.Id, contacts.robinLone.Id].toSorted())
    expect(found.get(contacts.johnDoe.Id)).toEqual({
      id: contacts.johnDoe.Id,
      name: 'John Doe',
      accountId: sampleRecords.accounts.acme.Id,
      email: 'john.doe@acme.example',
      isPersonAccount: false,
    })
  })

  it('a deleted contact is not found', async () => {
    const { directory, plant } = await simulatedDirectory()
    const ids = await plant('Contact', { LastName: 'Gone', IsDeleted: true })
    expect(await directory.byId(new Set(ids))).toEqual(new Map())
  })

  it('a batch of ids stays within what an address can hold', async () => {
    const { directory, requests } = await simulatedDirectory()
    const ids = Array.from({ length: 2_000 }, (_, index) => toLongId(`003${String(index).padStart(12, 'Z')}`))
    const found = await directory.byId(new Set([...ids, contacts.johnDoe.Id]))
    expect([...found.keys()]).toEqual([contacts.johnDoe.Id])
    const reads = (await requests()).filter(({ kind }) => kind === 'query' || kind === 'composite')
    expect(reads.length).toBeLessThanOrEqual(2)
    expect(reads.map(({ status }) => status)).toEqual(reads.map(() => 200))
  })
})

it('an outage is told as one', async () => {
  const { directory, fail } = await simulatedDirectory()
  await fail({ match: { path: '/services/data' }, do: { status: 503 } })
  const expected = { code: 'SALESFORCE_UNAVAILABLE', disposition: 'outage' }
  await expect(directory.byId(new Set([contacts.johnDoe.Id]))).rejects.toMatchObject(expected)
  await expect(directory.byPhone(new Set<E164>(['+15551234567']))).rejects.toMatchObject(expected)
})
