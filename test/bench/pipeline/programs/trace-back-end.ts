/**
 * A trace back-end that costs next to nothing. It takes whatever is posted and either answers at once or, told `hangs`, never.
 */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { announce } from './announce.ts'

const hangs = process.argv[2] === 'hangs'

const server = createServer((request, response) => {
  request.resume()
  if (!hangs) request.once('end', () => response.end())
})
server.listen(0, '127.0.0.1')
await once(server, 'listening')
const { port } = server.address() as AddressInfo
announce({ url: `http://127.0.0.1:${port}` })
