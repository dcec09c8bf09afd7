/**
 * HTTP as bytes on a socket: what no client library lets one send, and what came back.
 */
import { connect } from 'node:net'
import pTimeout from 'p-timeout'

export interface RawRequest {
  readonly bytes: Buffer
  /** It is HTTP to its end, and asks for the connection to be closed then. Of others nobody knows what the server still waits for. */
  readonly isWhole: boolean
}

/** A server that waits for the rest of a request is told so soon that there is none. */
const patienceMs = { whole: 10_000, broken: 60 }
const closeDeadlineMs = 15_000

/**
 * The status of each answer, in order; none when the connection was cut without one.
 * @throws {Error} when what came back is not HTTP, or the server keeps the connection open
 */
export async function statusesOf(port: number, { bytes, isWhole }: RawRequest): Promise<number[]> {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
  const received: Buffer[] = []
  socket.on('data', (chunk: Buffer) => received.push(chunk))
  // A server that has seen enough resets the connection; what it said before is kept.
  socket.on('error', () => socket.destroy())
  socket.setTimeout(isWhole ? patienceMs.whole : patienceMs.broken, () => socket.end())
  socket.on('end', () => socket.end())
  const closed = new Promise<void>((resolve) => socket.on('close', () => resolve()))
  socket.write(bytes)
  try {
    await pTimeout(closed, {
      milliseconds: closeDeadlineMs,
      message: `the connection was not closed within ${closeDeadlineMs} ms`,
    })
  } finally {
    socket.destroy()
  }
  return statusesIn(Buffer.concat(received))
}

/** @throws {Error} when the bytes are not answers in HTTP */
function statusesIn(answers: Buffer): number[] {
  const statuses: number[] = []
  for (let rest = answers; rest.length > 0;) {
    const headEnd = rest.indexOf('\r\n\r\n')
    const head = rest.toString('latin1', 0, headEnd)
    const status = /^HTTP\/1\.1 (\d{3}) [\w -]+(\r\n|$)/.exec(head)?.[1]
    if (headEnd < 0 || status === undefined) {
      throw new Error(`Not an answer in HTTP: ${JSON.stringify(rest.toString('latin1', 0, 200))}`)
    }
    statuses.push(Number(status))
    rest = rest.subarray(headEnd + 4)
    rest = rest.subarray(bodyLength(head, rest))
  }
  return statuses
}

function bodyLength(head: string, rest: Buffer): number {
  if (/^transfer-encoding: chunked$/im.test(head)) return rest.indexOf('0\r\n\r\n') + 5
  return Number(/^content-length: (\d+)$/im.exec(head)?.[1] ?? 0)
}
