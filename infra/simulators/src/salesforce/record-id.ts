const CHECK_CHARACTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345'
const CASE_SENSITIVE_LENGTH = 15
const CHUNK_LENGTH = 5

/**
 * The 18-character form of a record id. The last three characters say which of the first fifteen are capitals, one
 * character for each group of five (first letter of the group = lowest bit), so that ids survive loss of case.
 */
export function toLongId(shortId: string): string {
  let suffix = ''
  for (let start = 0; start < CASE_SENSITIVE_LENGTH; start += CHUNK_LENGTH) {
    let bits = 0
    for (let index = 0; index < CHUNK_LENGTH; index += 1) {
      if (/[A-Z]/.test(shortId.charAt(start + index))) bits |= 1 << index
    }
    suffix += CHECK_CHARACTERS.charAt(bits)
  }
  return shortId.slice(0, CASE_SENSITIVE_LENGTH) + suffix
}

/**
 * The 18-character id that `text` means: 15 characters get their suffix; of 18 characters, the suffix restores the case.
 * `undefined` when it is no id.
 */
export function normalizeId(text: string): string | undefined {
  if (!/^(?:[0-9A-Za-z]{15}|[0-9A-Za-z]{18})$/.test(text)) return undefined
  if (text.length === CASE_SENSITIVE_LENGTH) return toLongId(text)
  return withCaseRestored(text)
}

function withCaseRestored(longId: string): string | undefined {
  let restored = ''
  for (let group = 0; group < 3; group += 1) {
    const bits = CHECK_CHARACTERS.indexOf(longId.charAt(CASE_SENSITIVE_LENGTH + group).toUpperCase())
    if (bits < 0) return undefined
    for (let index = 0; index < CHUNK_LENGTH; index += 1) {
      const character = longId.charAt(group * CHUNK_LENGTH + index)
      const isCapital = (bits & (1 << index)) !== 0
      if (isCapital && !/[A-Za-z]/.test(character)) return undefined
      restored += isCapital ? character.toUpperCase() : character.toLowerCase()
    }
  }
  return toLongId(restored)
}

/** The first three characters, which say what kind of record it is. */
export function keyPrefixOf(id: string): string {
  return id.slice(0, 3)
}

/** The `sequence`-th id this org gives to a new record of a kind. */
export function generatedId(keyPrefix: string, sequence: number): string {
  return toLongId(`${keyPrefix}Sm${sequence.toString(36).toUpperCase().padStart(10, '0')}`)
}
