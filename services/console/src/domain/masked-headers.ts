import { headerText } from '@calltrail/runtime'
import type { RecordHeaders } from './dead-letter.ts'
import { hidden } from './masking.ts'

/** Headers that hold ids and codes by contract. What a stranger has put into another one, nobody knows. */
export function holdsIdsOnly(header: string): boolean {
  return /^(calltrail-|ce_)|^(traceparent|content-type)$/.test(header)
}

/** Each header's text, by name; of those that are not ours only how much there is. */
export function shownHeaders(headers: RecordHeaders, reveal: boolean): Record<string, string> {
  const names = Object.keys(headers).toSorted((a, b) => a.localeCompare(b))
  return Object.fromEntries(
    names.map((name) => {
      const text = headerText(headers, name) ?? ''
      return [name, reveal || holdsIdsOnly(name) ? text : hidden(`${Buffer.byteLength(text)} bytes`)]
    }),
  )
}
