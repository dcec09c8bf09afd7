import { once } from 'node:events'
import { createServer } from 'node:http'
import type { RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { openConnection } from './connection.ts'

const request = Buffer.from('POST / HTTP/1.1\r\nhost: test\r\ncontent-length: 4\r\n\r\nbody')

async function connectTo(listener: RequestListener) {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const connection = await openConnection(`http://127.0.0.1:${port}`)
  onTestFinished(() => {
    connection[Symbol.dispose]()
    server.close()
  })
  return { connection }
}

it('sends one request after the other on one connection, and tells the status of each answer', async () => {
  const statuses = [202, 429, 202]
  const ports = new Set<number | undefined>()
  const { connection } = await connectTo((request, response) => {
    ports.add(request.socket.remotePort)
    response.writeHead(statuses.shift()!, { 'content-length': 2 }).end('ok')
  })
  const seen = []
  for (let count = 0; count < 3; count++) seen.push(await connection.exchange(request))
  expect(seen).toEqual([202, 429, 202])
  expect(ports.size).toBe(1)
})

it('waits for all of an answer that comes in parts', async () => {
  let isOver = false
  const { connection } = await connectTo((_, response) => {
    response.writeHead(202, { 'content-length': 4 })
    response.write('fi')
    setTimeout(() => {
      isOver = true
      response.end('ne')
    }, 50)
  })
  expect(await connection.exchange(request)).toBe(202)
  expect(isOver).toBe(true)
})

it('an answer without a length is an error, because its end would not be noticed', async () => {
  const { connection } = await connectTo((_, response) => {
    response.writeHead(202)
    response.write('chunk')
  })
  await expect(connection.exchange(request)).rejects.toThrow('unknown length')
})

it('so is a connection that ends before the answer, and one that has ended', async () => {
  const { connection } = await connectTo((_, response) => void response.destroy())
  await expect(connection.exchange(request)).rejects.toThrow()
  await expect(connection.exchange(request)).rejects.toThrow('has ended')
})
