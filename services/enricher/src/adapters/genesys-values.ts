/** How values are read in what Genesys answers: what is absent or odd is null. */
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

/** Control characters have no place in a text, and `__proto__` none among the keys of an object. */
export const attributes = z
  .record(z.string(), z.unknown())
  .catch({})
  .transform((entries) =>
    Object.fromEntries(
      Object.entries(entries)
        .filter((entry): entry is [string, string] => typeof entry[1] === 'string')
        .map(([name, value]) => [withoutControls(name), withoutControls(value)] as const)
        .filter(([name]) => name !== '' && name !== '__proto__'),
    ),
  )

function withoutControls(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F]/g, '')
}
