/**
 * What the matching costs of the org's API allocation, as the simulator counts it.
 */
import { sampleRecords } from '@calltrail/simulators'
import { describe, expect, it } from 'vitest'
import type { E164 } from '../../domain/phone-number.ts'
import { simulatedDirectory } from '../../testing/simulated-directory.ts'
import { contactLookups } from './settings.ts'

const { contacts } = sampleRecords
const johnsNumber: E164 = '+15551234567'
const nobodysNumber: E164 = '+15550000000'

function numbers(count: number): Set<E164> {
  return new Set(Array.from({ length: count }, (_, index): E164 => `+1415${String(5_560_000 + index)}`))
}

/** Of the allocation, as Salesforce counts: a request, whatever it carries. */
async function countingDirectory(variables: Record<string, string> = {}) {
  const org = await simulatedDirectory({ NORMALISED_PHONE_FIELDS: 'Phone', ...variables })
  const used = async () =>
    ((await org.control('GET', '/requests')) as { apiRequestsUsed: number }).apiRequestsUsed
  return { ...org, used }
}

describe.each(contactLookups)('by %s', (CONTACT_LOOKUP) => {
  it('a thousand numbers that are not known yet cost at most 10 requests, and then none', async () => {
    const { directory, plant, used } = await countingDirectory({ CONTACT_LOOKUP })
    await plant(
      'Contact',
      { LastName: 'First', Phone: '+14155560000' },
      { LastName: 'Last', Phone: '+14155560999' },
    )
    const found = await directory.byPhone(numbers(1_000))
    expect([...found.keys()]).toEqual(['+14155560000', '+14155560999'])
    const cold = await used()
    expect(cold).toBeLessThanOrEqual(10)
    expect(await directory.byPhone(numbers(1_000))).toEqual(found)
    expect(await used()).toBe(cold)
  })

  it('every request is one that Salesforce takes', async () => {
    const { directory, plant, requests } = await countingDirectory({ CONTACT_LOOKUP, MATCH_LEADS: 'true' })
    const long = Array.from({ length: 500 }, (_, index): E164 => `+49301${String(index).padStart(10, '0')}`)
    await plant('Contact', { LastName: 'Long', Phone: long[499] })
    const found = await directory.byPhone(new Set([...long, ...numbers(500)]))
    expect([...found.keys()]).toEqual([long[499]])
    const asked = await requests()
    expect(asked.filter(({ status }) => status !== 200)).toEqual([])
    expect(Math.max(...asked.map(({ url }) => url.length))).toBeLessThan(16_000)
  })

  it('what many ask for at the same time is looked up together', async () => {
    const { directory, used } = await countingDirectory({ CONTACT_LOOKUP })
    const callers = Array.from({ length: 50 }, (_, index) => [...numbers(50 + index)].slice(index))
    await Promise.all(callers.map((phones) => directory.byPhone(new Set(phones))))
    // The description of Contact, and the numbers.
    expect(await used()).toBeLessThanOrEqual(2)
  })
})

describe('the cache', () => {
  it('knows contacts for 5 minutes, and that there is nobody for 30 seconds', async () => {
    const { directory, plant, clock, control } = await countingDirectory()
    const names = async () => {
      const found = await directory.byPhone(new Set([johnsNumber, nobodysNumber]))
      return [johnsNumber, nobodysNumber].map((phone) => {
        const match = found.get(phone)
        return match?.kind === 'contact' ? match.contact.name : null
      })
    }
    expect(await names()).toEqual(['John Doe', null])
    await control('POST', '/reset')
    await plant('Contact', { Id: contacts.johnDoe.Id, LastName: 'Renamed', Phone: '555 123 4567' })
    await plant('Contact', { LastName: 'Newcomer', Phone: nobodysNumber })
    clock.nowMs += 29_000
    expect(await names()).toEqual(['John Doe', null])
    clock.nowMs += 2_000
    expect(await names()).toEqual(['John Doe', 'Newcomer'])
    clock.nowMs += 300_000
    expect((await names())[0]).not.toBe('John Doe')
  })

  it('can be switched off', async () => {
    const { directory, used } = await countingDirectory({
      CONTACT_CACHE_SECONDS: '0',
      CONTACT_CACHE_NEGATIVE_SECONDS: '0',
    })
    await directory.byPhone(new Set([johnsNumber, nobodysNumber]))
    const once = await used()
    await directory.byPhone(new Set([johnsNumber, nobodysNumber]))
    expect(await used()).toBe(once + 1)
  })

  it('does not remember a failure', async () => {
    const { directory, fail } = await countingDirectory()
    await fail({ match: { path: '/services/data' }, times: 1, do: { status: 503 } })
    await expect(directory.byPhone(new Set([johnsNumber]))).rejects.toMatchObject({
      code: 'SALESFORCE_UNAVAILABLE',
    })
    expect((await directory.byPhone(new Set([johnsNumber]))).size).toBe(1)
  })

  it('knows contacts by their ids, too', async () => {
    const { directory, used } = await countingDirectory()
    const ids = new Set([contacts.johnDoe.Id, contacts.janeRoe.Id])
    await Promise.all([directory.byId(ids), directory.byId(new Set([contacts.johnDoe.Id]))])
    const once = await used()
    expect((await directory.byId(ids)).size).toBe(2)
    expect(await used()).toBe(once)
  })
})

describe('a number of the company’s own', () => {
  it('costs nothing', async () => {
    const { directory, used } = await countingDirectory({ OWN_NUMBERS: '+1 555 123 *' })
    expect(await directory.byPhone(new Set([johnsNumber]))).toEqual(new Map())
    expect(await used()).toBe(0)
  })
})

describe('a search that is more than Salesforce does', () => {
  it('is done in halves when it is too complicated', async () => {
    const { directory, fail } = await countingDirectory()
    const tooComplicated = [{ errorCode: 'QUERY_TOO_COMPLICATED', message: 'Query is too complicated.' }]
    await fail({ match: { pathPattern: '/query$' }, times: 1, do: { status: 400, body: tooComplicated } })
    const found = await directory.byPhone(new Set([johnsNumber, nobodysNumber, '+14155550132']))
    expect([...found.keys()]).toEqual([johnsNumber, '+14155550132'])
  })

  it('fails when a single number is too much', async () => {
    const { directory, fail } = await countingDirectory()
    const refused = [{ errorCode: 'QUERY_TOO_COMPLICATED', message: 'Query is too complicated.' }]
    await fail({ match: { pathPattern: '/query$' }, do: { status: 400, body: refused } })
    await expect(directory.byPhone(new Set([johnsNumber]))).rejects.toMatchObject({
      code: 'SALESFORCE_QUERY_TOO_LARGE',
    })
  })

  it('is done in halves when SOSL brings as many as it may', async () => {
    const { directory, plant } = await countingDirectory({ CONTACT_LOOKUP: 'sosl' })
    const switchboard = Array.from({ length: 2_100 }, (_, index) => ({
      LastName: `Clerk ${index}`,
      Phone: '415 555 0400',
    }))
    await plant('Contact', ...switchboard, { LastName: 'Last', Phone: '415 555 0401' })
    const found = await directory.byPhone(new Set<E164>(['+14155550400', '+14155550401']))
    expect(found.get('+14155550401')).toMatchObject({ contact: { name: 'Last' }, candidates: 1 })
    expect(found.get('+14155550400')?.candidates).toBe(2_000)
  })
})
