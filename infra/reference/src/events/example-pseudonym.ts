import { createHmac } from 'node:crypto'
import type { PseudonymisedKind } from '@calltrail/schemas'

/** What the examples' pseudonyms are made with. No deployment has it: it is written here. */
export const examplePseudonymKey = 'the key of the examples'

/** 128 bits, the same for the same text of a kind. */
export function examplePseudonym(kind: PseudonymisedKind, text: string): string {
  return createHmac('sha256', examplePseudonymKey).update(`${kind}:${text}`).digest('hex').slice(0, 32)
}
