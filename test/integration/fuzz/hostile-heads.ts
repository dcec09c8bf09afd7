/**
 * Request lines and headers that nobody should send.
 */
import * as fc from 'fast-check'
import type { Arbitrary } from 'fast-check'
import { signatureOf } from '../../kit/webhook.ts'
import { choice } from './choice.ts'

const anyToken = fc.string({
  unit: fc.constantFrom(...Array.from('abcXYZ019!#$%&*+-.^_|~')),
  minLength: 1,
  maxLength: 20,
})
const anyHeaderValue = fc.string({ unit: 'grapheme-ascii', maxLength: 100 })
const anyMethod = choice(
  [300, 'POST'],
  [10, fc.constantFrom('GET', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'CONNECT', 'PROPFIND', 'QUERY')],
  [5, anyToken],
)
const webhook = '/webhook/call-ended'
const anyTarget = choice<string>(
  [300, webhook],
  [100, fc.constantFrom('/webhook/eventbridge', '/webhook/data-action')],
  [
    1,
    fc.constantFrom(`${webhook}?a=1`, `${webhook}/`, `/${webhook}`, `http://localhost${webhook}`, '*', '/'),
  ],
  [10, fc.constantFrom('/webhook/%63all-ended', '/%', '/%00', '/..%2f..%2fetc', '//', 'webhook', '/a?%')],
  [10, fc.webPath()],
  [2, fc.nat(30_000).map((length) => `/${'x'.repeat(length)}`)],
)
const anyVersion = choice(
  [400, 'HTTP/1.1'],
  [20, 'HTTP/1.0'],
  [10, fc.constantFrom('HTTP/2.0', 'HTTP/9', 'http/1.1')],
)
const anyContentType = choice<string | undefined>(
  [300, 'application/json'],
  [
    10,
    fc.constantFrom('text/plain', 'application/json; charset=latin1', 'multipart/form-data', '', ';', ','),
  ],
  [10, anyHeaderValue],
  [10, undefined],
)
/** Of the moment at which the request is made up. */
const fresh = (timestamp: (now: number) => number) =>
  fc.constant(undefined).map(() => String(timestamp(Date.now())))
const anyTimestamp = choice<string | undefined>(
  [150, fresh((now) => Math.round(now / 1_000))],
  [150, fresh((now) => now)],
  [10, fc.constantFrom('', '0', '-1', 'NaN', 'Infinity', '1e3', '9'.repeat(400), ' ', '1,1')],
  [10, fc.integer().map(String)],
  [10, undefined],
)
const anyOddHeader = fc.oneof(
  fc.tuple(anyToken, anyHeaderValue),
  fc.constantFrom(
    ...([
      ['expect', '100-continue'],
      ['expect', 'a miracle'],
      ['content-encoding', 'gzip'],
      ['upgrade', 'websocket'],
      ['connection', 'upgrade'],
      ['host', 'a, b'],
      ['traceparent', '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'],
      ['traceparent', 'ff-0-0-0'],
      ['x-genesys-webhook-signature', 'a second one'],
      ['x-api-key', 'a second one'],
      ['authorization', 'Bearer'],
      ['authorization', 'Basic Og=='],
      ['cookie', 'x'.repeat(20_000)],
      ['x-forwarded-for', "'; DROP TABLE waiting; --"],
    ] as const),
  ),
)

export interface Head {
  readonly method: string
  readonly target: string
  readonly version: string
  readonly contentType: string | undefined
  readonly timestamp: string | undefined
  readonly signature: 'right' | 'of another body' | 'missing' | 'odd'
  readonly oddHeaders: readonly (readonly [string, string])[]
}

export const anyHead: Arbitrary<Head> = fc.record({
  method: anyMethod,
  target: anyTarget,
  version: anyVersion,
  contentType: anyContentType,
  timestamp: anyTimestamp,
  signature: choice<Head['signature']>([300, 'right'], [10, 'of another body'], [10, 'missing'], [10, 'odd']),
  oddHeaders: choice<Head['oddHeaders']>([50, []], [10, fc.array(anyOddHeader, { maxLength: 5 })]),
})

/** Whether HTTP promises an answer to a request with this head. One that asks for a tunnel or another protocol may just be left. */
export function isAnswered({ method, version, oddHeaders }: Head): boolean {
  return (
    method !== 'CONNECT' && version.startsWith('HTTP/1.') && !oddHeaders.some(([name]) => name === 'upgrade')
  )
}

/** The head's bytes, up to its empty line. @param framing header lines that say where `body` ends */
export function headText(head: Head, body: Buffer, secret: string, framing: readonly string[]): string {
  const timestamp = head.timestamp ?? ''
  const signature = {
    right: signatureOf(body, timestamp, secret),
    'of another body': signatureOf('another body', timestamp, secret),
    missing: undefined,
    odd: '\u00e4=',
  }[head.signature]
  const sharedSecret = {
    right: secret,
    'of another body': 'another secret',
    missing: undefined,
    odd: '\u00e4=',
  }[head.signature]
  const headers = [
    ['host', 'localhost'],
    ['content-type', head.contentType],
    ['x-genesys-webhook-timestamp', head.timestamp],
    ['x-genesys-webhook-signature', signature],
    ['x-api-key', sharedSecret],
    ...head.oddHeaders,
  ].flatMap(([name, value]) => (value === undefined ? [] : [`${name}: ${value}`]))
  return `${[`${head.method} ${head.target} ${head.version}`, ...headers, ...framing].join('\r\n')}\r\n\r\n`
}
