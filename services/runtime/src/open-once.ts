/** Opens on the first call; every call shares what was opened, and the one after a failure tries again. */
export function openOnce<Resource>(open: () => Promise<Resource>): () => Promise<Resource> {
  let opening: Promise<Resource> | undefined
  return () => {
    opening ??= open().catch((error: unknown) => {
      opening = undefined
      throw error
    })
    return opening
  }
}
