/**
 * Advisories that Calltrail lives with for a while, each with its reason: `accepted-advisories.json`.
 */
import { z } from 'zod'

/** Longer than this nobody lives with an advisory without looking at it again. */
export const longestAcceptanceDays = 90

const acceptance = z
  .strictObject({
    id: z
      .string()
      .regex(/^GHSA(-[0-9a-z]{4}){3}$/, 'is to be the advisory’s id, such as GHSA-abcd-efgh-ijkl'),
    package: z.string().min(1),
    /** Why it does not hurt Calltrail, in words that somebody else can check. */
    reason: z.string().trim().min(40, 'is to say why it does not hurt Calltrail: a sentence at least'),
    acceptedOn: z.iso.date(),
    /** The last day that it counts. */
    until: z.iso.date(),
  })
  .refine(({ acceptedOn, until }) => {
    const days = (Date.parse(until) - Date.parse(acceptedOn)) / 86_400_000
    return days > 0 && days <= longestAcceptanceDays
  }, `until is to be at most ${longestAcceptanceDays} days after acceptedOn`)

export type Acceptance = z.infer<typeof acceptance>

/** @throws {AcceptanceError} that says what is wrong with which entry */
export function readAcceptances(json: unknown): Acceptance[] {
  const result = z.array(acceptance).safeParse(json)
  if (result.success) return result.data
  throw new AcceptanceError(
    `infra/supply-chain/accepted-advisories.json is not as it is to be:\n${z.prettifyError(result.error)}`,
  )
}

export class AcceptanceError extends Error {
  override readonly name = 'AcceptanceError'
}
