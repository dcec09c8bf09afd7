const suffixAlphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345'

/**
 * A contact's id in its 18-character form, or null when the text is no contact's id. Salesforce refuses a whole query for one
 * malformed id, so this must be strict.
 */
export function toContactId(text: string): string | null {
  if (!/^003[A-Za-z0-9]{12}([A-Z0-5]{3})?$/.test(text)) return null
  const id = text.slice(0, 15)
  const full = id + checksum(id)
  return text.length === 15 || text === full ? full : null
}

/** Three characters that tell which of the 15 before are upper case, 5 bits each, so that ids survive case-insensitive tools. */
function checksum(id: string): string {
  return [0, 5, 10]
    .map((start) => {
      const bits = Array.from(id.slice(start, start + 5), (character, index) =>
        /[A-Z]/.test(character) ? 1 << index : 0,
      )
      return suffixAlphabet[bits.reduce((sum, bit) => sum + bit, 0)]
    })
    .join('')
}
