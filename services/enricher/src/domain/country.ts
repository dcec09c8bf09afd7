import { getCountries } from 'libphonenumber-js'
import type { CountryCode } from 'libphonenumber-js'

/** What people write that is neither an ISO code nor a country's name in a language of {@link languages}. */
const customary: Readonly<Record<string, CountryCode>> = {
  usa: 'US',
  us: 'US',
  'united states of america': 'US',
  america: 'US',
  uk: 'GB',
  'great britain': 'GB',
  england: 'GB',
  scotland: 'GB',
  wales: 'GB',
  'northern ireland': 'GB',
  holland: 'NL',
  'the netherlands': 'NL',
  'republic of ireland': 'IE',
  uae: 'AE',
  korea: 'KR',
  'republic of korea': 'KR',
  'hong kong': 'HK',
  'russian federation': 'RU',
  'czech republic': 'CZ',
}

const languages = ['en', 'de', 'fr', 'es', 'it', 'pt', 'nl', 'pl', 'sv', 'da', 'nb', 'fi', 'ja', 'zh', 'ko']

const byName = new Map<string, CountryCode>([
  ...languages.toReversed().flatMap((language) => {
    const names = new Intl.DisplayNames(language, { type: 'region' })
    return getCountries().map((code) => [folded(names.of(code) ?? code), code] as const)
  }),
  ...getCountries().map((code) => [folded(code), code] as const),
  ...Object.entries(customary),
])

/** The country that an address names, by ISO code or by name in one of many languages; null when it is not known. */
export function countryNamed(text: string | null | undefined): CountryCode | null {
  return byName.get(folded(text ?? '')) ?? null
}

function folded(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}|\./gu, '')
    .trim()
    .toLowerCase()
}
