import { sampleRecords, toLongId } from '@calltrail/simulators'
import { describe, expect, it } from 'vitest'
import type { E164 } from '../domain/customer-number.ts'
import { simulatedSalesforce } from '../testing/simulated-vendors.ts'
import { salesforceContactDirectory } from './salesforce-contact-directory.ts'

const { contacts } = sampleRecords

async function sampleDirectory() {
  const org = await simulatedSalesforce()
  return { ...org, directory: salesforceContactDirectory(org.salesforce, 'US') }
}

async function idByPhone(phone: E164) {
  const { directory } = await sampleDirectory()
  const match = (await directory.byPhone(new Set([phone]))).get(phone)
  return match && [match.contact.id, match.candidates]
}

describe('by the number', () => {
  it.each<[keyof typeof contacts, E164]>([
    ['johnDoe', '+15551234567'],
    ['janeRoe', '+14155550102'],
    ['janeRoe', '+14155550101'],
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
    expect(await idByPhone(phone)).toEqual([contacts[name].Id, 1])
  })

  it('all are found at once', async () => {
    const { directory, requests } = await sampleDirectory()
    const phones: E164[] = ['+15551234567', '+14155550102', '+4915123456789', '+15550000000']
    const found = await directory.byPhone(new Set(phones))
    expect([...found].map(([phone, { contact }]) => [phone, contact.id])).toEqual([
      ['+15551234567', contacts.johnDoe.Id],
      ['+14155550102', contacts.janeRoe.Id],
      ['+4915123456789', contacts.karlaMueller.Id],
    ])
    expect((await requests()).filter(({ kind }) => kind === 'query')).toHaveLength(1)
  })

  it('the contact has what the event needs', async () => {
    const { directory } = await sampleDirectory()
    const found = await directory.byPhone(new Set<E164>(['+15551234567', '+12125550142']))
    expect(found.get('+15551234567')?.contact).toEqual({
      id: contacts.johnDoe.Id,
      name: 'John Doe',
      accountId: sampleRecords.accounts.acme.Id,
      email: 'john.doe@acme.example',
    })
    expect(found.get('+12125550142')?.contact).toMatchObject({ accountId: null, email: null })
  })

  it.each<[string, E164]>([
    ['a number nobody has', '+15550000000'],
    ['an account’s number', '+14155550100'],
    ['a lead’s number', '+12125550188'],
    ['the digits of one number in the order of another', '+15512345670'],
    ['the same digits in another country', '+495551234567'],
  ])('nobody is found: %s', async (_, phone) => {
    expect(await idByPhone(phone)).toBeUndefined()
  })

  it('of two contacts behind one switchboard the one who was active last is chosen, and both are counted', async () => {
    const { directory, salesforce } = await sampleDirectory()
    const phone: E164 = '+493023125111'
    const choice = async () => (await directory.byPhone(new Set([phone]))).get(phone)
    const first = await choice()
    expect(first?.candidates).toBe(2)
    expect(await choice()).toEqual(first)
    for (const [WhoId, ActivityDate] of [
      [contacts.adaSwitch.Id, '2026-01-10'],
      [contacts.bertBoard.Id, '2026-02-01'],
    ] as const) {
      await salesforce.create('Task', [{ WhoId, ActivityDate, Subject: 'Call', Status: 'Completed' }])
    }
    expect(await choice()).toMatchObject({ contact: { id: contacts.bertBoard.Id }, candidates: 2 })
  })

  it('a contact with the number in two fields is one candidate', async () => {
    expect(await idByPhone('+447700900123')).toEqual([contacts.fionaMacLeod.Id, 1])
  })

  it('two numbers in one field are both known', async () => {
    const { directory, control } = await sampleDirectory()
    await control('POST', '/records/Contact', { LastName: 'Two', Phone: '415 555 0160 / 415 555 0161' })
    const found = await directory.byPhone(new Set<E164>(['+14155550160', '+14155550161']))
    expect([...found.values()].map(({ contact }) => contact.name)).toEqual(['Two', 'Two'])
  })

  it('a deleted contact is nobody', async () => {
    const { directory, control } = await sampleDirectory()
    await control('POST', '/records/Contact', { LastName: 'Gone', Phone: '+1 415 555 0170', IsDeleted: true })
    expect(await directory.byPhone(new Set<E164>(['+14155550170']))).toEqual(new Map())
  })

  it('a batch of long numbers stays within what an address can hold', async () => {
    const { directory, requests } = await sampleDirectory()
    const phones = Array.from({ length: 500 }, (_, index): E164 => `+49301${String(index).padStart(10, '0')}`)
    const found = await directory.byPhone(new Set<E164>([...phones, '+15551234567']))
    expect([...found.keys()]).toEqual(['+15551234567'])
    const queries = (await requests()).filter(({ kind }) => kind === 'query')
    expect(queries.map(({ status }) => status)).toEqual(queries.map(() => 200))
    expect(queries.length).toBeLessThan(20)
  })

  it('hundreds of contacts that must be compared take no time', async () => {
    const { directory, control } = await sampleDirectory()
    const phones = Array.from(
      { length: 200 },
      (_, index): E164 => `+1415555${String(index).padStart(4, '0')}`,
    )
    const records = phones.map((phone, index) => ({
      LastName: `Number ${index}`,
      Phone: phone,
      HomePhone: phone,
    }))
    await control('POST', '/records/Contact', records)
    const found = await directory.byPhone(new Set(phones))
    expect(found.size).toBe(200)
    expect(found.get('+14155550150')).toMatchObject({ contact: { name: 'Number 150' }, candidates: 1 })
  })

  it('of nobody asks for nothing', async () => {
    const { directory, requests } = await sampleDirectory()
    expect(await directory.byPhone(new Set())).toEqual(new Map())
    expect(await directory.byId(new Set())).toEqual(new Map())
    expect(await requests()).toEqual([])
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
  ])('text in place of a number finds nobody, and is no malformed query: %j', async (text) => {
    const { directory, requests } = await sampleDirectory()
    expect(await directory.byPhone(new Set([text as E164]))).toEqual(new Map())
    expect((await requests()).filter(({ kind }) => kind === 'query')).toMatchObject([{ status: 200 }])
  })
})

describe('by the id', () => {
  it('those that are there are found, with what the event needs', async () => {
    const { directory } = await sampleDirectory()
    const nobody = toLongId('003Sm0000Nobody')
    const found = await directory.byId(new Set([contacts.johnDoe.Id, nobody, contacts.robinLone.Id]))
    expect([...found.keys()].toSorted()).toEqual([contacts.johnDoe.Id, contacts.robinLone.Id].toSorted())
    expect(found.get(contacts.johnDoe.Id)).toEqual({
      id: contacts.johnDoe.Id,
      name: 'John Doe',
      accountId: sampleRecords.accounts.acme.Id,
      email: 'john.doe@acme.example',
    })
  })

  it('a deleted contact is not found', async () => {
    const { directory, control } = await sampleDirectory()
    const planted = { LastName: 'Gone', IsDeleted: true }
    const { ids } = (await control('POST', '/records/Contact', planted)) as { ids: string[] }
    expect(await directory.byId(new Set(ids))).toEqual(new Map())
  })

  it('a batch of ids stays within what an address can hold', async () => {
    const { directory, requests } = await sampleDirectory()
    const ids = Array.from({ length: 500 }, (_, index) => toLongId(`003${String(index).padStart(12, 'Z')}`))
    const found = await directory.byId(new Set([...ids, contacts.johnDoe.Id]))
    expect([...found.keys()]).toEqual([contacts.johnDoe.Id])
    expect((await requests()).filter(({ kind }) => kind === 'query')).toMatchObject([
      { status: 200 },
      { status: 200 },
    ])
  })
})

it('an outage is told as one', async () => {
  const { directory, fail } = await sampleDirectory()
  await fail({ match: { path: '/services/data' }, do: { status: 503 } })
  const expected = { code: 'SALESFORCE_UNAVAILABLE', disposition: 'outage' }
  await expect(directory.byId(new Set([contacts.johnDoe.Id]))).rejects.toMatchObject(expected)
  await expect(directory.byPhone(new Set<E164>(['+15551234567']))).rejects.toMatchObject(expected)
})
