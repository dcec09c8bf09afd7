import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { announce } from './announce.ts'

/** Makes the program do its work when it is asked to, by any request, and answer with what came of it as JSON. */
export async function serveWork(work: () => Promise<object>): Promise<void> {
  const server = createServer((_, response) => {
    work().then(
      (result) => response.end(JSON.stringify(result)),
      (error: unknown) => {
        console.error(error)
        response.writeHead(500).end(String(error))
      },
    )
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  announce({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` })
}
