import type { CountryCode, E164 } from '../../domain/phone-number.ts'

export interface Spelled {
  readonly region: CountryCode
  readonly phone: E164
  readonly spellings: readonly string[]
}
