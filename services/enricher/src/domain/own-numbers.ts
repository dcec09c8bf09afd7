import type { E164 } from './customer-number.ts'

/** The company's own numbers: `+18001234567` is one, `+1800123*` are all that begin with it. */
export type OwnNumbers = readonly string[]

/** What {@link OwnNumbers} consist of. */
export const ownNumber = /^\+[1-9](\d{6,14}|\d{0,13}\*)$/

/** A number of the company's own is never a customer's, whoever has it as theirs in Salesforce. */
export function isOwnNumber(phone: E164, own: OwnNumbers): boolean {
  return own.some((entry) => (entry.endsWith('*') ? phone.startsWith(entry.slice(0, -1)) : phone === entry))
}
