import { soqlString } from '@calltrail/runtime'

/** A query travels in the address, of which Salesforce takes 16 KB. What is not the list needs some of it. */
const longestEncoded = 12_000

/**
 * The values as lists for `IN (…)`, none longer than a query can hold that names its list `times` times.
 * @param times how often the query has the list
 */
export function inLists(values: readonly string[], times = 1): string[] {
  const lists: { text: string; room: number }[] = []
  for (const value of values) {
    // Half a character cannot be put into an address, and stands in no record.
    const literal = soqlString(value.toWellFormed())
    const length = encodeURIComponent(`, ${literal}`).length * times
    const last = lists.at(-1)
    if (last && length <= last.room) {
      last.text += `, ${literal}`
      last.room -= length
    } else {
      lists.push({ text: literal, room: longestEncoded - length })
    }
  }
  return lists.map(({ text }) => text)
}
