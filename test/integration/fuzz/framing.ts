/**
 * How a request says where its body ends: truly, or not.
 */
import type { Arbitrary } from 'fast-check'
import { choice } from './choice.ts'

export interface Framing {
  readonly headers: (body: Buffer) => readonly string[]
  readonly body: (body: Buffer) => Buffer
  /** The body ends where the headers say. */
  readonly isSound: boolean
}

function chunked(body: Buffer): Buffer {
  const middle = body.length >> 1
  const chunks = [body.subarray(0, middle), body.subarray(middle)].filter(({ length }) => length > 0)
  return Buffer.concat([
    ...chunks.flatMap((chunk) => [
      Buffer.from(`${chunk.length.toString(16)}\r\n`),
      chunk,
      Buffer.from('\r\n'),
    ]),
    Buffer.from('0\r\n\r\n'),
  ])
}

const asItIs = (body: Buffer) => body
const chunkedHeader = 'transfer-encoding: chunked'

const sound: Framing = {
  headers: ({ length }) => [`content-length: ${length}`],
  body: asItIs,
  isSound: true,
}
const soundInChunks: Framing = { headers: () => [chunkedHeader], body: chunked, isSound: true }

function unsound(header: (length: number) => readonly string[], body = asItIs): Framing {
  return { headers: ({ length }) => header(length), body, isSound: false }
}

export const anyFraming: Arbitrary<Framing> = choice<Framing>(
  [300, sound],
  [30, soundInChunks],
  [3, unsound((length) => [`content-length: ${length + 10}`])],
  [3, unsound((length) => [`content-length: ${Math.max(0, length - 10)}`])],
  [2, unsound(() => [`content-length: ${'9'.repeat(30)}`])],
  [2, unsound((length) => [`content-length: -${length}`])],
  [2, unsound((length) => [`content-length: ${length}`, `content-length: ${length + 1}`])],
  [2, unsound((length) => [`content-length: ${length}`, chunkedHeader])],
  [2, unsound(() => [chunkedHeader])],
  [
    2,
    unsound(
      () => [chunkedHeader],
      (body) => chunked(body).subarray(0, -3),
    ),
  ],
  [2, unsound(() => ['transfer-encoding: gzip, chunked'], chunked)],
  [2, unsound(() => [])],
)
