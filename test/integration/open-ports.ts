import { connect } from 'node:net'
import { networkInterfaces } from 'node:os'

export function isOpen(port: number, address = '127.0.0.1'): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, address, () => {
      socket.destroy()
      resolve(true)
    }).once('error', () => resolve(false))
  })
}

/** Whether something listens on this port of an address that others can reach, or on all addresses. */
export async function isOpenBeyondThisMachine(port: number): Promise<boolean> {
  const outside = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ internal, scopeid }) => !internal && !scopeid)
    .map(({ address }) => address)
  const found = await Promise.all(outside.map((address) => isOpen(port, address)))
  return found.includes(true)
}
