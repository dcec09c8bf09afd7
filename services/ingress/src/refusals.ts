/**
 * Every reason for which a request to a door is refused: labels of a metric, which alerts name.
 */
import { secretRefusals } from './domain/shared-secret.ts'
import { signatureRefusals } from './domain/signature.ts'
import { httpErrors } from './http-errors.ts'
import type { HttpErrorName } from './http-errors.ts'

/** Why somebody is not let in, which is for us only, or what the answer is called. */
export const refusals: readonly Refusal[] = [
  ...signatureRefusals,
  ...secretRefusals,
  ...(Object.keys(httpErrors) as HttpErrorName[]),
]

export type Refusal = (typeof signatureRefusals)[number] | (typeof secretRefusals)[number] | HttpErrorName
