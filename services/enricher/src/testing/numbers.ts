import * as fc from 'fast-check'
import type { CountryCode } from '../domain/phone-number.ts'

/** For property tests. */
export const regions: readonly CountryCode[] = ['US', 'DE', 'GB', 'FR', 'IT', 'JP', 'AR', 'IS', 'AD']

/** What strangers send as a number, and what looks like one. */
export const numberLike = fc.oneof(
  fc.string({ maxLength: 300 }),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({
    unit: fc.constantFrom(...'0123456789+()-. /x@;,:٣３'.split(''), 'tel:', 'sip:', 'ext', '(0)', '00'),
    maxLength: 40,
  }),
)
