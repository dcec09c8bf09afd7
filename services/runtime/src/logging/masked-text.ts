/**
 * Texts that are not ours, such as the messages of a library's errors, without the personal data they may quote.
 */
import { shorten } from '../shorten.ts'
import { maskPhones } from './masked-phones.ts'

const longestText = 1_000

/**
 * From the first quotation mark to the last one, or to the end when nothing closes the first. What is quoted may hold quotation marks
 * itself, cut off at any place, so nothing between them can be told to be no part of it. An apostrophe is none.
 */
const quoted = /(?:["“”„«»`]|(?<![\p{L}\p{N}])['‘’])(?:[^]*(?:["“”„«»`]|['‘’](?![\p{L}\p{N}]))|[^]*)/u

const emailAddress = /(?<![\p{L}\p{N}._%+-])[\p{L}\p{N}._%+-]+@[\p{L}\p{N}.-]+\.\p{L}{2,}/gu

/** Masks what stands in quotation marks (which may be a name), e-mail addresses and phone numbers. Cuts what is very long. */
export function maskText(text: string): string {
  return shorten(maskPhones(text.replace(quoted, '“…”').replace(emailAddress, '…@…')), longestText)
}
