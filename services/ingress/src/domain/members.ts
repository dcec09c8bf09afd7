/**
 * Members that bodies of several doors have. A call must not be lost for the looks of a member that is only there to be read.
 */
import { cleanText, shorten } from '@calltrail/runtime'
import { z } from 'zod'

export const int32Max = 2_147_483_647

// An end in the future would keep the contact's last call date there for ever. A day allows for every time zone mix-up.
export const futureToleranceMs = 86_400_000

export function text(maxCharacters: number) {
  return z
    .string({ error: problemUnless('must be text') })
    .overwrite((value) => cleanText(value).trim())
    .max(maxCharacters, { error: `must have at most ${maxCharacters} characters`, abort: true })
}

/** What is not there is missing, whatever else it should be. */
export function problemUnless(rule: string): (issue: { input?: unknown }) => string {
  return ({ input }) => (input === undefined || input === null ? 'is missing' : rule)
}

export function optionalText(maxCharacters: number) {
  return text(maxCharacters)
    .nullish()
    .transform((value) => value || null)
}

/** For people to read: shortened where it is too long. */
export function name(maxCharacters: number) {
  return optionalText(10_000).transform((value) => value && shorten(value, maxCharacters))
}

const idPattern = /^[A-Za-z0-9._-]{1,100}$/
const idProblem = 'must have 1 to 100 characters, of letters, digits, dot, underscore and hyphen'

export const requiredId = text(1_000).regex(idPattern, idProblem)
export const optionalId = optionalText(1_000).pipe(z.string().regex(idPattern, idProblem).nullable())

/** One of `values`, in capitals, however it is written. */
export function symbol<const Value extends string>(values: readonly [Value, ...Value[]]) {
  return text(100)
    .transform((value) => value.toUpperCase())
    .pipe(z.enum(values, { error: `must be ${values.length > 1 ? 'one of ' : ''}${values.join(', ')}` }))
}
