/**
 * Participant attributes, which Genesys flows fill with whatever they like: every value becomes text.
 */
import { cleanText, shorten } from '@calltrail/runtime'
import { z } from 'zod'

const maxCount = 500
const maxNameCharacters = 256
// As much of an agent's notes as Salesforce can hold: a call must not be lost for the length of a note.
const maxValueCharacters = 32_000
// Well below what a Kafka record can hold.
const maxTotalCharacters = 200_000

export const attributes = z
  .record(z.string(), z.unknown(), { error: 'must be an object of names and values, or null' })
  .transform(toTextByName)
  .refine((byName) => Object.keys(byName).length <= maxCount, `must have at most ${maxCount} entries`)
  .refine(
    (byName) => Object.keys(byName).every((name) => name.length <= maxNameCharacters),
    `must have names of at most ${maxNameCharacters} characters`,
  )
  .refine(
    (byName) => Object.entries(byName).flat().join('').length <= maxTotalCharacters,
    `must have at most ${maxTotalCharacters} characters in all`,
  )

function toTextByName(raw: Record<string, unknown>, context: z.RefinementCtx): Record<string, string> {
  try {
    // Sorted, so that the same attributes in another order are the same event.
    const entries = Object.entries(raw)
      .filter(([, value]) => value !== null)
      .map(
        ([name, value]) => [cleanText(name), shorten(cleanText(toText(value)), maxValueCharacters)] as const,
      )
      // What reads Avro or JSON into an object would not hand a member of this name on.
      .filter(([name]) => name !== '__proto__')
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
    return Object.fromEntries(entries)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    context.addIssue('is nested too deeply')
    return z.NEVER
  }
}

/** @throws {RangeError} when the value is nested deeper than the stack */
function toText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}
