/**
 * Stands before a simulator, and does not pass on what holds a certain text: what a record does that Salesforce chokes on.
 */
import { createServer, request as send } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { onTestFinished } from 'vitest'

export interface ChokingProxy {
  readonly url: string
  /** How many requests it choked on, which the simulator does not know of. */
  readonly choked: () => number
  /** The bodies and addresses of those, decoded. */
  readonly contents: readonly string[]
}

/** What comes of a request that holds the text: a status with an empty answer, or none at all. */
export type Choking = number | 'hangs'

export async function startChokingProxy(target: string, on: string, choking: Choking): Promise<ChokingProxy> {
  const contents: string[] = []

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request)
    const content = `${decodeURIComponent(request.url ?? '')} ${body}`
    if (!content.includes(on)) return pass(request, body, response)
    contents.push(content)
    if (choking !== 'hangs') response.writeHead(choking).end()
  }

  function pass(request: IncomingMessage, body: string, response: ServerResponse): void {
    const { method, headers, url } = request
    // With the client's Host header, so that the org takes the proxy's address for its own.
    const onward = send(new URL(url ?? '/', target), { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(response)
    })
    onward.on('error', () => response.destroy())
    onward.end(body)
  }

  const server = createServer((request, response) => void handle(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}`, choked: () => contents.length, contents }
}
