import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import type { Connection } from './connection.ts'
import { saturatingLoad, steadyLoad } from './load.ts'

const numbered = (count: number) => Array.from({ length: count }, (_, index) => new Uint8Array([index]))

/** A connection whose exchanges are told to `onExchange`. */
function connectionThat(onExchange: (number: number) => Promise<number> | number): Connection {
  return { exchange: async (request) => onExchange(request[0]!), [Symbol.dispose]() {} }
}

it('a saturating load sends each request once, one at a time on each connection', async () => {
  const over = new AbortController()
  const sent: number[] = []
  const underWay = [0, 0, 0]
  const connections = underWay.map((_, index) =>
    connectionThat(async (number) => {
      expect(++underWay[index]!).toBe(1)
      sent.push(number)
      if (sent.length === 30) over.abort()
      await sleep(1)
      underWay[index]!--
      return 202
    }),
  )
  const exchanges = await saturatingLoad(connections, numbered(100).values(), over.signal)
  expect(exchanges).toHaveLength(sent.length)
  expect(sent).toEqual(numbered(sent.length).map(([number]) => number))
})

const loads = { 'a saturating load': saturatingLoad, 'a steady load': steadyLoad(1_000) }

it.each(Object.entries(loads))('%s ends with the first answer that is not 2xx', async (_, load) => {
  const connections = [connectionThat((number) => (number === 3 ? 429 : 202))]
  const sending = load(connections, numbered(100).values(), new AbortController().signal)
  await expect(sending).rejects.toThrow('answered 429')
})

it.each(Object.entries(loads))(
  '%s ends when there are no requests left: none is sent twice',
  async (_, load) => {
    const sending = load([connectionThat(() => 202)], numbered(5).values(), new AbortController().signal)
    await expect(sending).rejects.toThrow('more requests were needed')
  },
)

it('with a steady load, what waits for a server was due all the same', async () => {
  const over = new AbortController()
  const held = Promise.withResolvers<number>()
  const sending = steadyLoad(100)(
    [connectionThat((number) => (number === 0 ? held.promise : 202))],
    numbered(250).values(),
    over.signal,
  )
  await sleep(100)
  over.abort()
  const releasedAt = performance.now()
  held.resolve(202)
  const exchanges = await sending
  expect(exchanges.length).toBeGreaterThan(1)
  for (const [index, { dueAt, answeredAt }] of exchanges.entries()) {
    expect(dueAt).toBeCloseTo(exchanges[0]!.dueAt + index * 10)
    expect(answeredAt).toBeGreaterThanOrEqual(releasedAt)
  }
})
