/** Cuts `items` into runs whose sizes add up to at most `maxSize`; an item that is larger stands alone. */
export function batchesBySize<Item>(
  items: readonly Item[],
  sizeOf: (item: Item) => number,
  maxSize: number,
): Item[][] {
  const batches: Item[][] = []
  let room = 0
  for (const item of items) {
    const size = sizeOf(item)
    if (size > room || batches.length === 0) {
      batches.push([])
      room = maxSize
    }
    batches.at(-1)?.push(item)
    room -= size
  }
  return batches
}
