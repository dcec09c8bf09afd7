/** The results, where those that `which` chooses are replaced by what `work` makes of their indices, in order. */
export async function replaced<Result>(
  results: readonly Result[],
  which: (result: Result, index: number) => boolean,
  work: (indices: readonly number[]) => Promise<readonly Result[]>,
): Promise<readonly Result[]> {
  const indices = [...results.keys()].filter((index) => which(results[index]!, index))
  if (indices.length === 0) return results
  const others = await work(indices)
  const byIndex = new Map(indices.map((index, place) => [index, others[place]!]))
  return results.map((result, index) => byIndex.get(index) ?? result)
}
