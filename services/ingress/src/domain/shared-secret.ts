/**
 * Whether a request carries a secret of ours. What is sent is the secret itself, so the connection has to be TLS.
 */
import { createHash, timingSafeEqual } from 'node:crypto'
import { headerOf } from './unread-request.ts'
import type { UnreadRequest } from './unread-request.ts'

export const secretRefusals = ['secret missing', 'secret wrong'] as const

export type SecretRefusal = (typeof secretRefusals)[number]

/**
 * Judges `Authorization: Bearer <secret>` and `x-api-key: <secret>`; either will do. Any of the secrets is right: two are active while
 * one is being rotated. The work is the same whatever is sent, and whichever secret is right.
 * @returns why a request is refused, for our log only; undefined when it is authentic
 */
export function secretJudge(
  secrets: readonly string[],
): (request: Pick<UnreadRequest, 'headers'>) => SecretRefusal | undefined {
  const digests = secrets.map((secret) => digestOf(Buffer.from(secret)))

  return ({ headers }) => {
    const bearer = /^Bearer +(.*)$/i.exec(headerOf(headers, 'authorization') ?? '')?.[1]
    const given = [bearer, headerOf(headers, 'x-api-key')].filter((secret) => secret !== undefined)
    if (given.length === 0) return 'secret missing'
    // Not `some`, which would stop at the right one.
    const matches = given
      // The bytes as they travelled: Node reads headers as Latin-1.
      .map((secret) => digestOf(Buffer.from(secret.trim(), 'latin1')))
      .flatMap((digest) => digests.map((expected) => timingSafeEqual(digest, expected)))
    return matches.includes(true) ? undefined : 'secret wrong'
  }
}

// Digests are of one length, whatever the secrets are.
function digestOf(secret: Buffer): Buffer {
  return createHash('sha256').update(secret).digest()
}
