/** A request as it travelled. */
export interface UnreadRequest {
  readonly headers: Headers
  readonly body: Uint8Array
}

/** By name, in lower case. */
export type Headers = Readonly<Record<string, string | readonly string[] | undefined>>

export function headerOf(headers: Headers, name: string): string | undefined {
  const value = headers[name]
  return typeof value === 'string' ? value : undefined
}
