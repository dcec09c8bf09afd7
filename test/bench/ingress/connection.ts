/**
 * A client of HTTP that costs little, because it shares two cores with what it measures: whole requests, made beforehand, on one
 * connection that is kept.
 */
import { once } from 'node:events'
import { connect } from 'node:net'
import type { Socket } from 'node:net'

const headEnd = '\r\n\r\n'
const statusAt = 'HTTP/1.1 '.length
const contentLength = /^content-length: *(\d+)/im

/** Takes one request at a time. Disposing breaks the connection off. */
export interface Connection extends Disposable {
  /**
   * @param request as it travels, head and body
   * @returns the answer's status, when all of the answer is there
   * @throws {Error} when the connection ends before that, or the answer has no `content-length`
   */
  exchange(request: Uint8Array): Promise<number>
}

export async function openConnection(url: string): Promise<Connection> {
  const { hostname, port } = new URL(url)
  const socket = connect({ host: hostname, port: Number(port), noDelay: true })
  await once(socket, 'connect')
  return connectionOver(socket)
}

function connectionOver(socket: Socket): Connection {
  let waiting: PromiseWithResolvers<number> | undefined
  let received: Buffer | undefined

  function settle(settleWith: (waiting: PromiseWithResolvers<number>) => void): void {
    const settled = waiting
    waiting = undefined
    received = undefined
    if (settled) settleWith(settled)
  }

  socket.on('data', (chunk: Buffer) => {
    received = received ? Buffer.concat([received, chunk]) : chunk
    const head = received.indexOf(headEnd)
    if (head < 0) return
    const text = received.toString('latin1', 0, head)
    const bodyBytes = contentLength.exec(text)?.[1]
    if (bodyBytes === undefined)
      settle(({ reject }) => reject(new Error(`an answer of unknown length: ${text}`)))
    else if (received.length >= head + headEnd.length + Number(bodyBytes))
      settle(({ resolve }) => resolve(Number(text.slice(statusAt, statusAt + 3))))
  })
  socket.on('error', (error) => settle(({ reject }) => reject(error)))
  socket.on('close', () =>
    settle(({ reject }) => reject(new Error('the connection ended before the answer'))),
  )

  return {
    exchange(request) {
      if (socket.destroyed) return Promise.reject(new Error('the connection has ended'))
      waiting = Promise.withResolvers()
      socket.write(request)
      return waiting.promise
    },
    [Symbol.dispose]: () => socket.destroy(),
  }
}
