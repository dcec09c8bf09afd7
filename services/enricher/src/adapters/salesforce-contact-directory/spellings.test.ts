/**
 * How good the matching is: each way to write a number that somebody collected is found, and nothing that only looks like it, on the
 * simulated org.
 */
import { describe, expect, it } from 'vitest'
import type { CountryCode, E164 } from '../../domain/phone-number.ts'
import { toE164 } from '../../domain/customer-number.ts'
import { nearMisses } from '../../testing/near-misses.ts'
import { emptyOrg, simulatedDirectory } from '../../testing/simulated-directory.ts'
import { spelled } from '../../testing/spellings/index.ts'

/** SOSL knows digits of the Latin script only. */
const foreignDigits = /[^\P{Nd}0-9]/u

interface Case {
  readonly region: CountryCode
  readonly phone: E164
  readonly texts: readonly string[]
}

/** How many are found of as many contacts as a case has texts. Each case has the org to itself: what is no Austrian number may be Hungarian. */
async function contactsFound(lookup: string, field: string, cases: readonly Case[]) {
  const { control, open, plant } = await simulatedDirectory(
    {
      CONTACT_LOOKUP: lookup,
      CONTACT_PHONE_FIELDS: field,
      NORMALISED_PHONE_FIELDS: field,
    },
    emptyOrg,
  )
  const found: { phone: E164; planted: number; found: number }[] = []
  for (const { region, phone, texts } of cases) {
    await control('POST', '/reset')
    await plant('Contact', ...texts.map((text, index) => ({ LastName: `Person ${index}`, [field]: text })))
    const match = (await open({ PHONE_DEFAULT_REGION: region }).byPhone(new Set([phone]))).get(phone)
    found.push({ phone, planted: texts.length, found: match?.candidates ?? 0 })
  }
  return found
}

const spellings: readonly Case[] = spelled.map(({ spellings: texts, ...number }) => ({ ...number, texts }))
const misses: readonly Case[] = nearMisses.map(({ stored: texts, ...number }) => ({ ...number, texts }))

function only(cases: readonly Case[], suits: (text: string, region: CountryCode) => boolean): Case[] {
  return cases.map((one) => ({ ...one, texts: one.texts.filter((text) => suits(text, one.region)) }))
}

/** What a trigger of the org that normalises numbers would have written. */
function normalised(cases: readonly Case[]): Case[] {
  return cases.map((one) => ({ ...one, texts: one.texts.flatMap((text) => toE164(text, one.region) ?? []) }))
}

const strategies = [
  ['soql-spellings', 'MobilePhone', spellings, misses],
  ['sosl', 'MobilePhone', only(spellings, (text) => !foreignDigits.test(text)), misses],
  ['normalised-field', 'OtherPhone', normalised(spellings), normalised(misses)],
] as const

it('the tables have what they must', () => {
  for (const cases of [spellings, misses]) {
    expect(textsOf(cases)).toBeGreaterThanOrEqual(300)
    expect(new Set(cases.map(({ region }) => region)).size).toBeGreaterThanOrEqual(15)
    for (const { phone, texts } of cases) expect(new Set(texts).size, phone).toBe(texts.length)
  }
})

function textsOf(cases: readonly Case[]): number {
  return cases.reduce((sum, { texts }) => sum + texts.length, 0)
}

describe.each(strategies)('by %s', (lookup, field, right, wrong) => {
  it(`at least 99 % of ${textsOf(right)} spellings are found`, async () => {
    const counts = await contactsFound(lookup, field, right)
    const sum = counts.reduce((all, { found }) => all + found, 0)
    const short = counts.filter(({ planted, found }) => found !== planted)
    expect(sum / textsOf(right), `${sum} found; missing ${JSON.stringify(short)}`).toBeGreaterThanOrEqual(
      0.99,
    )
    expect(sum, 'no more than there are').toBeLessThanOrEqual(textsOf(right))
  })

  it(`none of ${textsOf(wrong)} near misses matches`, async () => {
    const counts = await contactsFound(lookup, field, wrong)
    expect(counts.filter(({ found }) => found > 0)).toEqual([])
  })
})
