import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import type { Socket } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { startTcpProxy, together } from './tcp-proxy.ts'

/** A proxy in front of a server that sends back what it gets. */
async function echoBehindProxy() {
  const echo = createServer((socket) => socket.on('error', () => {}).pipe(socket))
  echo.listen(0, '127.0.0.1')
  await once(echo, 'listening')
  const { port } = echo.address() as { port: number }
  const proxy = await startTcpProxy(() => port)
  onTestFinished(async () => {
    await proxy[Symbol.asyncDispose]()
    echo.close()
  })
  return proxy
}

async function connected(port: number): Promise<Socket> {
  const socket = connect({ host: '127.0.0.1', port })
  await once(socket, 'connect')
  onTestFinished(() => void socket.destroy())
  return socket
}

async function echoed(socket: Socket, text: string): Promise<string> {
  const answer = once(socket, 'data')
  socket.write(text)
  return String((await answer)[0])
}

it('passes bytes both ways', async () => {
  const proxy = await echoBehindProxy()
  expect(await echoed(await connected(proxy.port), 'hello')).toBe('hello')
  expect(proxy.connections()).toBe(1)
})

it('refuses connections, resets those that are open, and listens on the same port again', async () => {
  const proxy = await echoBehindProxy()
  const open = await connected(proxy.port)
  const reset = once(open, 'error')
  await proxy.set({ kind: 'refuse' })
  expect((await reset)[0]).toMatchObject({ code: 'ECONNRESET' })
  await expect(connected(proxy.port)).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  await proxy.set({ kind: 'pass' })
  expect(await echoed(await connected(proxy.port), 'again')).toBe('again')
})

it('a blackhole takes everything and gives it on only when it is over', async () => {
  const proxy = await echoBehindProxy()
  const socket = await connected(proxy.port)
  await proxy.set({ kind: 'blackhole' })
  const answer = once(socket, 'data')
  socket.write('held')
  const late = await connected(proxy.port)
  const lateAnswer = once(late, 'data')
  late.write('held too')
  expect(socket.bytesRead + late.bytesRead).toBe(0)
  await proxy.set({ kind: 'pass' })
  expect([String((await answer)[0]), String((await lateAnswer)[0])]).toEqual(['held', 'held too'])
})

it('delays each way', async () => {
  const proxy = await echoBehindProxy()
  await proxy.set({ kind: 'delay', delayMs: 40 })
  const socket = await connected(proxy.port)
  const start = performance.now()
  await echoed(socket, 'slow')
  expect(performance.now() - start).toBeGreaterThan(70)
})

it('what follows need not wait for what goes before, and comes in order', async () => {
  const proxy = await echoBehindProxy()
  await proxy.set({ kind: 'delay', delayMs: 60 })
  const socket = await connected(proxy.port)
  const start = performance.now()
  let received = ''
  const all = new Promise<void>((resolve) => {
    socket.on('data', (chunk) => {
      received += String(chunk)
      if (received.length === 10) resolve()
    })
  })
  for (const digit of '0123456789') {
    socket.write(digit)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  await all
  expect(received).toBe('0123456789')
  // One after the other it would take 1,200 ms.
  expect(performance.now() - start).toBeLessThan(800)
})

it('cuts what is open, and takes new connections', async () => {
  const proxy = await echoBehindProxy()
  const open = await connected(proxy.port)
  await echoed(open, 'open')
  const reset = once(open, 'error')
  proxy.cut()
  expect((await reset)[0]).toMatchObject({ code: 'ECONNRESET' })
  expect(await echoed(await connected(proxy.port), 'new')).toBe('new')
})

it('tells whether a client waits for an answer', async () => {
  const proxy = await echoBehindProxy()
  const socket = await connected(proxy.port)
  expect(proxy.openRequests()).toBe(0)
  await proxy.set({ kind: 'delay', delayMs: 50 })
  const answer = echoed(socket, 'asked')
  await expect.poll(() => proxy.openRequests()).toBe(1)
  await answer
  expect(proxy.openRequests()).toBe(0)
  socket.write('asked again')
  await expect.poll(() => proxy.openRequests()).toBe(1)
  socket.destroy()
  await expect.poll(() => proxy.openRequests()).toBe(0)
})

it('several ways are one to a fault', async () => {
  const [one, other] = [await echoBehindProxy(), await echoBehindProxy()]
  const both = together([one, other])
  const sockets = [await connected(one.port), await connected(other.port)]
  await Promise.all(sockets.map((socket) => echoed(socket, 'hello')))
  expect(both.connections()).toBe(2)
  const resets = sockets.map((socket) => once(socket, 'error'))
  await both.set({ kind: 'refuse' })
  await Promise.all(resets)
  for (const { port } of [one, other])
    await expect(connected(port)).rejects.toMatchObject({ code: 'ECONNREFUSED' })
})
