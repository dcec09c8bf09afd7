import { timingSafeEqual } from 'node:crypto'

export interface ClientCredentials {
  readonly clientId: string
  readonly clientSecret: string
}

/** The client's id and secret, from the Basic header (RFC 6749, 2.3.1) or else from the form body. */
export function presentedCredentials(
  authorization: string | undefined,
  form: URLSearchParams,
): Partial<ClientCredentials> {
  const basic = /^basic\s+(\S+)$/i.exec(authorization ?? '')?.[1]
  if (basic) {
    const text = Buffer.from(basic, 'base64').toString('utf8')
    const colon = text.indexOf(':')
    if (colon >= 0) return { clientId: text.slice(0, colon), clientSecret: text.slice(colon + 1) }
  }
  const clientId = form.get('client_id')
  const clientSecret = form.get('client_secret')
  return { ...(clientId !== null && { clientId }), ...(clientSecret !== null && { clientSecret }) }
}

export function isSameSecret(presented: string | undefined, expected: string): boolean {
  const left = Buffer.from(presented ?? '')
  const right = Buffer.from(expected)
  return left.length === right.length && timingSafeEqual(left, right)
}

/** The token of `Authorization: Bearer …` (Salesforce also takes `OAuth …`). */
export function bearerToken(authorization: string | undefined): string | undefined {
  return /^(?:bearer|oauth)\s+(\S+)$/i.exec(authorization ?? '')?.[1]
}
