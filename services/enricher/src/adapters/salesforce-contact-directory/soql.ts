import type { PeopleObject } from './org-objects.ts'

/** A query travels in the address, of which Salesforce takes 16 KB, percent-encoded and with its host and path. */
const mostEncodedCharacters = 15_000

export function encodedLength(text: string): number {
  return encodeURIComponent(text).length
}

/** @param where a condition without an OR outside parentheses */
export function selectPeople({ columns, name, condition }: PeopleObject, where: string): string {
  return `SELECT ${columns.join(', ')} FROM ${name} WHERE ${where}${condition === null ? '' : ` AND ${condition}`}`
}

/**
 * Items in groups, so that a query over each group stays within what an address can hold.
 * @param frame the query without items
 * @param lengthOf encoded characters that an item adds to it
 */
export function inQueries<Item>(
  items: readonly Item[],
  frame: string,
  lengthOf: (item: Item) => number,
): Item[][] {
  return inGroups(items, mostEncodedCharacters - encodedLength(frame), lengthOf)
}

/** Items in their order, in groups of at most `most` together. An item that is longer stands alone. */
export function inGroups<Item>(
  items: readonly Item[],
  most: number,
  lengthOf: (item: Item) => number,
): Item[][] {
  const groups: Item[][] = []
  let length = Number.POSITIVE_INFINITY
  for (const item of items) {
    const added = lengthOf(item)
    length += added
    if (length > most) {
      groups.push([])
      length = added
    }
    groups.at(-1)!.push(item)
  }
  return groups
}
