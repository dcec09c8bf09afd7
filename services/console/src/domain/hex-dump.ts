const bytesPerLine = 16

/** The first `limit` bytes as hexadecimal lines with their readable characters beside them. */
export function hexDump(bytes: Buffer, limit: number): string[] {
  const shown = bytes.subarray(0, limit)
  return Array.from({ length: Math.ceil(shown.length / bytesPerLine) }, (_, index) => {
    const line = shown.subarray(index * bytesPerLine, (index + 1) * bytesPerLine)
    const hex = [...line].map((byte) => byte.toString(16).padStart(2, '0')).join(' ')
    const readable = [...line].map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.'))
    const address = (index * bytesPerLine).toString(16).padStart(4, '0')
    return `${address}  ${hex.padEnd(bytesPerLine * 3 - 1)}  ${readable.join('')}`
  })
}
