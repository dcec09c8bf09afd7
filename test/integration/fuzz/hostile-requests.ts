/**
 * Requests to the webhook that nobody should send, as bytes.
 */
import * as fc from 'fast-check'
import type { Arbitrary } from 'fast-check'
import { choice } from './choice.ts'
import { anyFraming } from './framing.ts'
import { anyBody, anyBytes, damaged } from './hostile-bodies.ts'
import { anyHead, headText, isAnswered } from './hostile-heads.ts'
import type { RawRequest } from './raw-http.ts'

/** One whose bytes come as they were meant, whatever it says. */
function anyUndamagedRequest(secret: string): Arbitrary<RawRequest> {
  return fc.tuple(anyHead, anyBody, anyFraming).map(([head, body, framing]) => ({
    bytes: Buffer.concat([
      Buffer.from(headText(head, body, secret, [...framing.headers(body), 'connection: close'])),
      framing.body(body),
    ]),
    isWhole: framing.isSound && isAnswered(head),
  }))
}

/** What other protocols say first, and what none says. */
const foreignBytes = fc.oneof(
  anyBytes(500),
  fc.constantFrom(
    Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'),
    // TLS
    Buffer.from('1603010100010000fc0303', 'hex'),
    Buffer.from('SSH-2.0-OpenSSH_9.9\r\n'),
    Buffer.from('\r\n'.repeat(100)),
    Buffer.from('GET /\n\n'),
  ),
)

/** @param secret what the webhooks are signed with */
export function anyHostileRequest(secret: string): Arbitrary<RawRequest> {
  const undamaged = anyUndamagedRequest(secret)
  const bytesOf = undamaged.map(({ bytes }) => bytes)
  const cutShort = fc.tuple(bytesOf, fc.nat()).map(([bytes, at]) => bytes.subarray(0, at % bytes.length))
  const inARow = fc.array(bytesOf, { minLength: 2, maxLength: 4 }).map((all) => Buffer.concat(all))
  const broken = (bytes: Arbitrary<Buffer>) =>
    bytes.map((value): RawRequest => ({ bytes: value, isWhole: false }))
  return choice<RawRequest>(
    [200, undamaged],
    [30, broken(damaged(bytesOf, 8))],
    [10, broken(cutShort)],
    [10, broken(inARow)],
    [10, broken(foreignBytes)],
  )
}
