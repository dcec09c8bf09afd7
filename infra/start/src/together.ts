/**
 * Runs tasks side by side. When one fails the signal tells the others to give up, and the first failure is thrown once all have
 * come to an end, so that nothing is still being started when what was started is taken down.
 */
export async function together(
  parent: AbortSignal,
  tasks: readonly ((signal: AbortSignal) => Promise<void>)[],
): Promise<void> {
  const failed = new AbortController()
  const signal = AbortSignal.any([parent, failed.signal])
  let first: { readonly error: unknown } | undefined
  await Promise.all(
    tasks.map(async (task) => {
      try {
        await task(signal)
      } catch (error) {
        first ??= { error }
        failed.abort(error)
      }
    }),
  )
  if (first) throw first.error
  parent.throwIfAborted()
}
