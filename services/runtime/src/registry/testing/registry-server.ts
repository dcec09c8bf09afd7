/**
 * A server that plays the schema registry, or what stands in its way: it answers as the test says.
 */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import { connectRegistry } from '../codec.ts'

export interface Answer {
  readonly status: number
  /** Text is sent as it is, anything else as JSON. */
  readonly body: unknown
}

/** An answer, or what to do with the connection instead. */
export type Play = Answer | ((response: ServerResponse) => void)

/** @param play what the server does about a request for the path */
export async function playRegistry(play: (path: string) => Play) {
  const requests: string[] = []
  const server = createServer((request, response) => {
    requests.push(request.url!)
    const played = play(request.url!)
    if (typeof played === 'function') return played(response)
    const { status, body } = played
    const isText = typeof body === 'string'
    response
      .writeHead(status, {
        'content-type': isText ? 'text/html' : 'application/vnd.schemaregistry.v1+json',
      })
      .end(isText ? body : JSON.stringify(body))
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  const { port } = server.address() as AddressInfo
  return {
    /** The path of each request so far. */
    requests,
    connect: (timeoutMs?: number) =>
      connectRegistry({ schemaRegistryUrl: `http://127.0.0.1:${port}` }, timeoutMs),
  }
}

/** The registry's answer to the question for a schema by its id. */
export function schemaAnswer(schema: string): Answer {
  return { status: 200, body: { schema } }
}

/** A value in the registry's wire format. */
export function wireFormat(schemaId: number, avro: Uint8Array): Buffer {
  const head = Buffer.alloc(5)
  head.writeInt32BE(schemaId, 1)
  return Buffer.concat([head, avro])
}
