/** How values are read in what Genesys answers: what is absent or odd is null. */
import { cleanText } from '@calltrail/runtime'
import { z } from 'zod'

export const words = z.string().trim().min(1).nullable().catch(null)

export const flag = z.boolean().nullable().catch(null)

/** ISO-8601, as epoch milliseconds. */
export const moment = z
  .string()
  .transform((text) => Date.parse(text))
  .pipe(z.number())
  .nullable()
  .catch(null)

export const direction = z
  .string()
  .toUpperCase()
  .pipe(z.enum(['INBOUND', 'OUTBOUND']))
  .nullable()
  .catch(null)

/** Genesys writes numbers as `tel:+15551234567`. */
export const phoneNumber = z
  .string()
  .transform((address) => address.trim().replace(/^tel:/i, ''))
  .pipe(z.string().min(1))
  .nullable()
  .catch(null)

/** As the ingress lets them in: texts that everybody can hold, and no `__proto__` among the keys of an object. */
export const attributes = z
  .record(z.string(), z.unknown())
  .catch({})
  .transform((entries) =>
    Object.fromEntries(
      Object.entries(entries)
        .filter((entry): entry is [string, string] => typeof entry[1] === 'string')
        .map(([name, value]) => [cleanText(name), cleanText(value)] as const)
        .filter(([name]) => name !== '' && name !== '__proto__'),
    ),
  )
