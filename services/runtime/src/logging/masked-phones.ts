/**
 * Phone numbers in text, made unreadable but for their last two digits, by which a person who knows the number recognises it.
 */

/** What stands between the digits of a number: blanks, brackets, dots, dashes, slashes, as they are or percent-encoded. */
const gap = String.raw`(?:[^\S\n\r]|[().\/+\u2010-\u2014-]|%(?:25)*2[089DEF])`
/** A number may stand before a date, which is none of its digits. */
const digit = String.raw`(?:(?:${gap}{1,3}(?!\d{4}-\d\d-\d\d))?\d)`
/** At least the 7 digits of a local number. A country's longest have 15, but a run of digits is not cut in two. */
const number = String.raw`\(?\d${digit}{6,14}\d*`
const plus = String.raw`(?:\+|%(?:25)*2B)`

const international = new RegExp(`${plus}${number}`, 'gi')

/** Masks numbers with a `+`, also percent-encoded. What has none may be an offset, a time or an id, and stays. */
export function maskInternational(text: string): string {
  return mayHavePlus(text) ? text.replace(international, masked) : text
}

/** Much quicker than to search, and most texts have none. */
function mayHavePlus(text: string): boolean {
  return text.includes('+') || text.includes('%2B') || text.includes('%2b') || text.includes('%25')
}

const octet = '(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)'
/** What has as many digits as a phone number, and is none. */
const harmless = [
  /** A UUID. */
  String.raw`\b[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}\b`,
  /** The id of a trace or a span. */
  String.raw`\b(?=\d*[a-f])[\da-f]{16}(?:[\da-f]{16})?\b`,
  /** An id of Salesforce. */
  String.raw`\b(?=\d*[a-z])(?!\w*\d{9})[0a]\w{14}(?:\w{3})?\b`,
  /** A date, with a time. */
  String.raw`\b\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?(?!\d)`,
  /** An address of a server, with its port. */
  String.raw`(?<![\w.])(?:${octet}\.){3}${octet}(?::\d{1,5})?(?![.\d]*\d)`,
]
const anyNumber = new RegExp(`(${harmless.join('|')})|${plus}?${number}`, 'gi')

/** Masks whatever may be a phone number, local ones too: for texts that are not ours, of which nobody knows what they quote. */
export function maskPhones(text: string): string {
  return text.replace(anyNumber, (found, kept: string | undefined) => kept ?? masked(found))
}

function masked(found: string): string {
  const digits = found.replace(/%(?:25)*2\w/gi, '').replace(/\D/g, '')
  return `${/^[+%]/.test(found) ? '+' : ''}…${digits.slice(-2)}`
}
