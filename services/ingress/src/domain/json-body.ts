/**
 * Bytes to JSON, with the place of the fault but none of the content when they are not.
 */
export type JsonResult = { readonly value: unknown } | { readonly problem: string }

export function readJson(bytes: Uint8Array): JsonResult {
  const text = decodeUtf8(bytes)
  if (text === undefined) return { problem: 'The body is not UTF-8 text.' }
  if (text.trim() === '') return { problem: 'The body is empty.' }
  try {
    return { value: JSON.parse(text) }
  } catch {
    return { problem: `The body is not JSON: it cannot be read on from ${placeOf(text, faultOffset(text))}.` }
  }
}

function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}

// JSON.parse often names no place, and quotes the text instead. The longest beginning that could still become JSON ends at the fault.
function faultOffset(text: string): number {
  let viable = 0
  let broken = text.length + 1
  while (viable + 1 < broken) {
    const middle = (viable + broken) >>> 1
    if (couldBecomeJson(text.slice(0, middle))) viable = middle
    else broken = middle
  }
  return viable
}

function couldBecomeJson(beginning: string): boolean {
  try {
    JSON.parse(beginning)
    return true
  } catch (error) {
    const { message } = error as SyntaxError
    const offset = /at position (\d+)/.exec(message)?.[1]
    return message.includes('end of JSON input') || Number(offset) === beginning.length
  }
}

function placeOf(text: string, offset: number): string {
  const lines = text.slice(0, offset).split('\n')
  return `line ${lines.length}, column ${(lines.at(-1)?.length ?? 0) + 1}`
}
