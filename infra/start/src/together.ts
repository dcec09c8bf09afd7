type Task = (signal: AbortSignal) => Promise<unknown>
type Results<Tasks extends readonly Task[]> = {
  -readonly [Index in keyof Tasks]: Awaited<ReturnType<Tasks[Index]>>
}

/**
 * Runs tasks side by side, and returns their results in order. When one fails the signal tells the others to give up, and the
 * first failure is thrown once all have come to an end, so that nothing is still starting when what was started is taken down.
 * @throws the parent signal's reason when it asks for the end meanwhile
 */
export async function together<const Tasks extends readonly Task[]>(
  parent: AbortSignal,
  tasks: Tasks,
): Promise<Results<Tasks>> {
  const failed = new AbortController()
  const signal = AbortSignal.any([parent, failed.signal])
  let first: { readonly error: unknown } | undefined
  const results = await Promise.all(
    tasks.map(async (task) => {
      try {
        return await task(signal)
      } catch (error) {
        first ??= { error }
        failed.abort(error)
        return undefined
      }
    }),
  )
  parent.throwIfAborted()
  if (first) throw first.error
  return results as Results<Tasks>
}
