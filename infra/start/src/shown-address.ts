/** An address as it may be shown: a hosted registry's often carries credentials. */
export function shownAddress(url: string): string {
  const parsed = new URL(url)
  parsed.username = ''
  parsed.password = ''
  return parsed.href
}
