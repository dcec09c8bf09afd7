import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { Transform } from 'node:stream'
import { onTestFinished } from 'vitest'

export interface BrokerProxy {
  readonly address: string
  /** Connections stay, and nothing comes through. */
  freeze(): void
  /** What was held back comes through. */
  thaw(): void
}

/** Stands between a client and a single Kafka broker, until the test is over. */
export async function startBrokerProxy(broker: string): Promise<BrokerProxy> {
  const [host, brokerPort] = [broker.split(':')[0]!, Number(broker.split(':')[1])]
  const sockets = new Set<Socket>()
  let isFrozen = false

  const server = createServer((client) => {
    const upstream = connect(brokerPort, host)
    client.on('data', (bytes) => upstream.write(bytes)).on('end', () => upstream.end())
    upstream.pipe(advertised(brokerPort, () => (server.address() as AddressInfo).port)).pipe(client)
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(socket)
      if (isFrozen) socket.pause()
      socket.on('error', () => other.destroy()).on('close', () => sockets.delete(socket))
    }
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  onTestFinished(() => {
    server.close()
    for (const socket of sockets) socket.destroy()
  })

  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    freeze() {
      isFrozen = true
      for (const socket of sockets) socket.pause()
    },
    thaw() {
      isFrozen = false
      for (const socket of sockets) socket.resume()
    },
  }
}

/** A broker tells its clients its own address: in what it answers, that becomes the proxy's. */
function advertised(brokerPort: number, proxyPort: () => number): Transform {
  const own = portAfterHost(brokerPort)
  return new Transform({
    transform(bytes: Buffer, _, done) {
      const at = bytes.indexOf(own)
      if (at >= 0) portAfterHost(proxyPort()).copy(bytes, at)
      done(null, bytes)
    },
  })
}

function portAfterHost(port: number): Buffer {
  const bytes = Buffer.from('127.0.0.1\0\0\0\0', 'latin1')
  bytes.writeInt32BE(port, bytes.length - 4)
  return bytes
}
