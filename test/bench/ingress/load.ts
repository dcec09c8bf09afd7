/**
 * Ways to send many requests. Each is sent once; any answer but a 2xx ends the load.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Connection } from './connection.ts'
import type { Exchange } from './exchanges.ts'

/** Sends until `over` is aborted, and waits for the last answers. */
export type Load = (
  connections: readonly Connection[],
  requests: Iterator<Uint8Array>,
  over: AbortSignal,
) => Promise<Exchange[]>

/** Every connection sends its next request as soon as the one before is answered. */
export const saturatingLoad: Load = async (connections, requests, over) => {
  const exchanges: Exchange[] = []
  await Promise.all(
    connections.map(async (connection) => {
      while (!over.aborted) exchanges.push(await exchange(connection, requests, performance.now()))
    }),
  )
  return exchanges
}

/**
 * A request at a time, at a steady rate by the clock, however long the answers take. Where no connection is free a request waits for one,
 * and was due nevertheless: what a server's pause holds up is counted, and not left out.
 */
export function steadyLoad(perSecond: number): Load {
  return async (connections, requests, over) => {
    const free = [...connections]
    const waiting: ((connection: Connection) => void)[] = []
    const beganAt = performance.now()
    const answers: Promise<Exchange>[] = []
    const failure = Promise.withResolvers<never>()

    async function send(dueAt: number): Promise<Exchange> {
      const connection = free.shift() ?? (await new Promise<Connection>((resolve) => waiting.push(resolve)))
      const answered = await exchange(connection, requests, dueAt)
      const next = waiting.shift()
      if (next) next(connection)
      else free.push(connection)
      return answered
    }

    async function sendAll(): Promise<Exchange[]> {
      for (let index = 0; !over.aborted; index++) {
        const dueAt = beganAt + (index * 1_000) / perSecond
        const dueInMs = dueAt - performance.now()
        if (dueInMs > 0) await sleep(dueInMs)
        const answer = send(dueAt)
        answer.catch(failure.reject)
        answers.push(answer)
      }
      return Promise.all(answers)
    }

    return Promise.race([sendAll(), failure.promise])
  }
}

async function exchange(
  connection: Connection,
  requests: Iterator<Uint8Array>,
  dueAt: number,
): Promise<Exchange> {
  const { value, done } = requests.next()
  if (done) throw new Error('more requests were needed than had been prepared')
  const status = await connection.exchange(value)
  if (status < 200 || status > 299) throw new Error(`a request was answered ${status}`)
  return { dueAt, answeredAt: performance.now() }
}
