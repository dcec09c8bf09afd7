import { expect, it } from 'vitest'
import { countryNamed } from './country.ts'

it.each([
  ['DE', 'DE'],
  ['de', 'DE'],
  ['Germany', 'DE'],
  [' germany ', 'DE'],
  ['Deutschland', 'DE'],
  ['Allemagne', 'DE'],
  ['Österreich', 'AT'],
  ['Osterreich', 'AT'],
  ['United Kingdom', 'GB'],
  ['UK', 'GB'],
  ['England', 'GB'],
  ['USA', 'US'],
  ['U.S.A.', 'US'],
  ['United States of America', 'US'],
  ['Estados Unidos', 'US'],
  ['日本', 'JP'],
  ['Hong Kong', 'HK'],
  ['The Netherlands', 'NL'],
  ['Czech Republic', 'CZ'],
  ['Atlantis', null],
  ['', null],
  [null, null],
  [undefined, null],
] as const)('%j is %s', (text, country) => {
  expect(countryNamed(text)).toBe(country)
})
