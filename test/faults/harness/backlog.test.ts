import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { sinkTopics } from '@calltrail/schemas'
import { expect, it, onTestFinished } from 'vitest'
import { drained, partitionsBehind } from './backlog.ts'
import type { Bench } from './bench.ts'

/** An ingress that says how much is in its spool. */
async function ingress(events: number) {
  const server = createServer((_, response) => response.end(JSON.stringify({ spool: { events } })))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  return { running: () => ({ healthUrl: `http://127.0.0.1:${port}` }) }
}

/** Whose topics are empty, but for what is given. */
function bench(changes: object): Bench {
  const nothing = { enriched: [], logged: [], deadLetters: [], retried: new Set<string>(), keyless: [] }
  return {
    admin: { fetchOffsets: async () => [{ partitions: [{ partition: 0, offset: '5' }] }] },
    observer: { seen: () => nothing, lastOffsets: () => new Map(), lastReadAt: () => 0 },
    ...changes,
  } as unknown as Bench
}

const isDrained = (of: Bench) =>
  drained(of, 'f0', [], { withinMs: 50, signal: new AbortController().signal, say: () => {} })

it('a backlog is drained when nothing is left to be read and every spool is empty', async () => {
  const replicas = [await ingress(0), await ingress(0)]
  expect(await isDrained(bench({ services: { ingress: { all: () => replicas } } }))).toBe(true)
})

it('it is not while an event stands in the spool of one replica, or while one does not say', async () => {
  const spooling = [await ingress(0), await ingress(1)]
  expect(await isDrained(bench({ services: { ingress: { all: () => spooling } } }))).toBe(false)
  const dead = [await ingress(0), { running: () => undefined }]
  expect(await isDrained(bench({ services: { ingress: { all: () => dead } } }))).toBe(false)
})

it('a partition is behind while a record that was seen is not committed', async () => {
  const behind = (last: bigint) =>
    partitionsBehind(bench({}), sinkTopics, sinkTopics.input.name, new Map([[0, last]]))
  expect(await behind(4n)).toEqual([])
  expect(await behind(5n)).toEqual([0])
  const unknown = new Map([[7, 0n]])
  expect(await partitionsBehind(bench({}), sinkTopics, sinkTopics.input.name, unknown)).toEqual([7])
})
