/**
 * A TCP proxy that misbehaves on request: the network between a service and what it depends on.
 */
import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import type { Server, Socket } from 'node:net'
import { pipeline } from 'node:stream/promises'
import { Passage } from './passage.ts'
import type { ProxyMode } from './passage.ts'

/** A way on which a fault can be put. */
export interface Way {
  /** For connections that are open and those to come. */
  set(mode: ProxyMode): Promise<void>
  /** Resets all connections that are open. New ones are taken. */
  cut(): void
  /** How many are open. */
  connections(): number
}

export interface TcpProxy extends Way, AsyncDisposable {
  readonly port: number
  /** On how many connections the client spoke last: in HTTP, requests that have no answer yet. */
  openRequests(): number
}

/** Several ways as one. */
export function together(ways: readonly Way[]): Way {
  return {
    set: async (mode) => void (await Promise.all(ways.map((way) => way.set(mode)))),
    cut: () => ways.forEach((way) => way.cut()),
    connections: () => ways.reduce((sum, way) => sum + way.connections(), 0),
  }
}

const host = '127.0.0.1'

/**
 * Listens on a port that stays the proxy's own while it refuses.
 * @param targetPort asked for at each connection, as what stands behind may only start later
 */
export async function startTcpProxy(targetPort: () => number): Promise<TcpProxy> {
  let mode: ProxyMode = { kind: 'pass' }
  const sockets = new Set<Socket>()
  const passages = new Set<Passage>()
  const asking = new Set<Socket>()

  function carry(client: Socket): void {
    const upstream = connect({ host, port: targetPort() })
    client.on('data', () => asking.add(client))
    upstream.on('data', () => asking.delete(client))
    client.once('close', () => asking.delete(client))
    for (const socket of [client, upstream]) {
      socket.setNoDelay(true)
      sockets.add(socket)
      socket.once('close', () => sockets.delete(socket))
    }
    void join(client, upstream)
  }

  async function join(client: Socket, upstream: Socket): Promise<void> {
    const ways = [new Passage(() => mode), new Passage(() => mode)] as const
    for (const way of ways) passages.add(way)
    await Promise.allSettled([pipeline(client, ways[0], upstream), pipeline(upstream, ways[1], client)])
    for (const way of ways) passages.delete(way)
    client.destroy()
    upstream.destroy()
  }

  const cut = () => {
    for (const socket of sockets) socket.resetAndDestroy()
  }

  let server = await listenOnQuietPort(carry)
  const { port } = server.address() as { port: number }

  return {
    port,
    cut,
    connections: () => sockets.size / 2,
    openRequests: () => asking.size,
    async set(next) {
      mode = next
      if (mode.kind === 'refuse') {
        server.close()
        cut()
        return
      }
      if (!server.listening) server = await listen(port, carry)
      for (const passage of passages) passage.release()
    },
    async [Symbol.asyncDispose]() {
      server.close()
      cut()
    },
  }
}

/** A port below those the system gives to outgoing connections: one of them could take it while the proxy refuses. */
async function listenOnQuietPort(carry: (client: Socket) => void, tries = 20): Promise<Server> {
  try {
    return await listen(20_000 + Math.floor(Math.random() * 10_000), carry)
  } catch (error) {
    if (tries <= 1) throw error
    return listenOnQuietPort(carry, tries - 1)
  }
}

async function listen(port: number, carry: (client: Socket) => void): Promise<Server> {
  const server = createServer(carry)
  server.listen({ host, port })
  await once(server, 'listening')
  return server
}
