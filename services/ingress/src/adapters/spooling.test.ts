import { setImmediate as nextTurn, setInterval, setTimeout as sleep } from 'node:timers/promises'
import { endedCall } from '@calltrail/schemas/testing'
import { pino } from 'pino'
import { describe, expect, onTestFinished, test } from 'vitest'
import { EventNotTaken } from '../ports/event-publisher.ts'
import type { EventPublisher } from '../ports/event-publisher.ts'
import { spoolDirectory } from '../testing/spool-directory.ts'
import { openSqliteEventSpool } from './sqlite-event-spool.ts'
import { withSpool } from './spooling.ts'

type Answer = (eventId: string) => Promise<'accepted'>

const takes: Answer = async () => 'accepted'
const refuses: Answer = () => Promise.reject(new EventNotTaken('Kafka is away'))
const hangs: Answer = () => new Promise(() => {})

function openSpooling({
  directory = spoolDirectory(),
  maxBytes = 2 ** 30,
  kafka = takes,
  pauses = { firstPauseMs: 1, maxPauseMs: 5 },
} = {}) {
  const lines: { level: number; msg: string }[] = []
  const log = pino({}, { write: (line: string) => void lines.push(JSON.parse(line) as (typeof lines)[0]) })
  const spool = openSqliteEventSpool({ directory, maxBytes, log })
  const attempts: string[] = []
  const taken: string[] = []
  const late: string[] = []
  const broker = { answer: kafka }
  const inner: EventPublisher = {
    async publish({ eventId }, { isLate }) {
      attempts.push(eventId)
      const status = await broker.answer(eventId)
      taken.push(eventId)
      if (isLate) late.push(eventId)
      return status
    },
  }
  const publisher = withSpool(inner, { spool, log, pauses })
  let isOpen = true
  const close = async () => {
    if (!isOpen) return
    isOpen = false
    await publisher[Symbol.asyncDispose]()
    spool[Symbol.dispose]()
  }
  onTestFinished(close)
  const publish = (eventId: string, notes = '') =>
    publisher.publish(endedCall({ eventId, attributes: { notes } }), {})
  const isDrained = () => expect.poll(() => spool.depth().events).toBe(0)
  const messages = (level: number) => lines.filter((line) => line.level === level).map(({ msg }) => msg)
  return { publish, broker, attempts, taken, late, spool, directory, close, isDrained, messages }
}

const numbers = (count: number) => Array.from({ length: count }, (_, index) => String(index))

describe('while Kafka takes events', () => {
  test('they go straight to it', async () => {
    const { publish, taken, spool } = openSpooling()
    expect(await publish('a')).toBe('accepted')
    expect(taken).toEqual(['a'])
    expect(spool.depth().events).toBe(0)
  })

  test('a failure of our own is the caller’s to hear, and no outage', async () => {
    const { publish, spool, broker } = openSpooling({ kafka: () => Promise.reject(new TypeError('no Avro')) })
    await expect(publish('a')).rejects.toThrow('no Avro')
    broker.answer = takes
    expect(await publish('b')).toBe('accepted')
    expect(spool.depth().events).toBe(0)
  })
})

describe('when Kafka does not take an event', () => {
  test('it goes to the spool, and to Kafka when that is back, marked as late', async () => {
    const { publish, broker, taken, late, isDrained, spool } = openSpooling({ kafka: refuses })
    expect(await publish('a')).toBe('spooled')
    expect(spool.depth().events).toBe(1)
    broker.answer = takes
    await isDrained()
    expect(taken).toEqual(['a'])
    await expect.poll(() => publish('b')).toBe('accepted')
    expect(late).toEqual(['a'])
  })

  test('all that are under way go to the spool, the oldest first, though a younger one failed', async () => {
    const { publish, spool } = openSpooling({
      kafka: (eventId) => (eventId === '2' ? refuses(eventId) : hangs(eventId)),
    })
    const answers = await Promise.all(numbers(4).map((id) => publish(id)))
    expect(answers).toEqual(['spooled', 'spooled', 'spooled', 'spooled'])
    const head = spool.head({ maxEvents: 10, maxBytes: 2 ** 30 })
    expect(head.map(({ event }) => event.eventId)).toEqual(numbers(4))
  })

  test('the ones that follow are kept at once, and Kafka is asked about one at a time', async () => {
    const { publish, attempts } = openSpooling({
      kafka: async (eventId) => (eventId === 'first' ? refuses(eventId) : hangs(eventId)),
    })
    await publish('first')
    expect(await Promise.all(numbers(100).map((id) => publish(id)))).toEqual(Array(100).fill('spooled'))
    expect(new Set(attempts)).toEqual(new Set(['first']))
  })

  test('they are drained in the order they came, with those that come meanwhile', async () => {
    const { publish, broker, taken, isDrained } = openSpooling({ kafka: refuses })
    const ids = numbers(3_000)
    await Promise.all(ids.slice(0, 2_000).map((id) => publish(id)))
    broker.answer = takes
    for (const id of ids.slice(2_000)) await publish(id)
    await isDrained()
    expect(taken).toEqual(ids)
  })

  test('one that fails in mid-drain, and what came after it, is sent again; none is left out', async () => {
    const { publish, broker, taken, isDrained, messages } = openSpooling({ kafka: refuses })
    const ids = numbers(50)
    await Promise.all(ids.map((id) => publish(id)))
    let failures = 0
    broker.answer = (eventId) => {
      if (eventId !== '30' || failures === 3) return takes(eventId)
      failures += 1
      return refuses(eventId)
    }
    await isDrained()
    expect(failures).toBe(3)
    expect(messages(40)).toHaveLength(1)
    expect([...new Set(taken)].toSorted((a, b) => Number(a) - Number(b))).toEqual(ids)
    // A consumer that drops earlier copies sees the last of each in order.
    const lastCopies = taken.filter((id, index) => taken.lastIndexOf(id) === index)
    expect(lastCopies).toEqual(ids)
  })

  test('a late acknowledgement is an answer, but does not end the outage', async () => {
    const late = Promise.withResolvers<'accepted'>()
    const { publish, messages } = openSpooling({
      kafka: (eventId) => {
        if (eventId === 'slow') return late.promise
        // When the other one is on its way to the spool, and not there yet.
        setImmediate(() => late.resolve('accepted'))
        return refuses(eventId)
      },
    })
    const answers = await Promise.all([publish('slow'), publish('refused')])
    expect(answers).toEqual(['accepted', 'spooled'])
    expect(await publish('next')).toBe('spooled')
    expect(messages(40)).toHaveLength(1)
    expect(messages(30)).toEqual([])
  })

  test('an event that can never be published does not hold up the others', async () => {
    const { publish, broker, taken, isDrained, messages } = openSpooling({ kafka: refuses })
    await Promise.all(['a', 'bad', 'c'].map((id) => publish(id)))
    broker.answer = async (eventId) => {
      if (eventId === 'bad') throw new TypeError('no Avro of +15551234567')
      return takes(eventId)
    }
    await isDrained()
    expect(taken).toEqual(['a', 'c'])
    expect(messages(50)).toEqual(['event cannot be published: it is set aside in the spool'])
  })

  test('an event that can never be published does not hold up the others on a full spool either, and is tried again at the next start', async () => {
    const first = openSpooling({ kafka: refuses, maxBytes: 2 ** 20 })
    const notes = 'x'.repeat(100_000)
    let kept = 0
    while ((await first.publish(String(kept), notes).catch(() => 'refused')) === 'spooled') kept += 1
    expect(kept).toBeGreaterThan(5)
    const brokenTakes: Answer = async (eventId) => {
      if (eventId === '0') throw new TypeError('no Avro')
      return takes(eventId)
    }
    first.broker.answer = brokenTakes
    await first.isDrained()
    expect(first.taken).toEqual(numbers(kept).slice(1))
    expect(first.spool.depth()).toEqual({ events: 0, bytes: 0, setAsideEvents: 1 })
    await expect.poll(() => first.publish('after', notes)).toBe('accepted')
    await first.close()

    const next = openSpooling({ directory: first.directory, kafka: brokenTakes })
    await expect.poll(() => next.messages(50)).toHaveLength(1)
    expect(next.spool.depth().setAsideEvents).toBe(1)
    await next.close()
    const mended = openSpooling({ directory: first.directory })
    await mended.isDrained()
    expect(mended.taken).toEqual(['0'])
    expect(mended.messages(50)).toEqual([])
  })

  test('that is said once, however long it lasts, and so is its end', async () => {
    const { publish, broker, attempts, isDrained, messages } = openSpooling({ kafka: refuses })
    await publish('a')
    await expect.poll(() => attempts.length).toBeGreaterThan(5)
    await publish('b')
    broker.answer = takes
    await isDrained()
    await expect.poll(() => publish('c')).toBe('accepted')
    expect(messages(40)).toEqual(['Kafka does not take events: they go to the spool'])
    expect(messages(30)).toEqual(['the spool is drained: events go straight to Kafka again'])
  })

  test('and the spool is full, it is not taken; later ones are, when Kafka is back', async () => {
    const { publish, broker, spool, taken, isDrained } = openSpooling({ kafka: refuses, maxBytes: 2 ** 20 })
    const notes = 'x'.repeat(100_000)
    const results = []
    for (const id of numbers(20)) results.push(await publish(id, notes).catch((error: unknown) => error))
    const kept = results.filter((result) => result === 'spooled').length
    expect(kept).toBeGreaterThan(5)
    expect(kept).toBeLessThan(11)
    for (const result of results.slice(kept)) expect(result).toBeInstanceOf(EventNotTaken)
    expect(spool.depth().events).toBe(kept)
    broker.answer = takes
    await isDrained()
    expect(taken).toEqual(numbers(kept))
    await expect.poll(() => publish('after', notes)).toBe('accepted')
  })

  test('and the spool has no room even for the first, Kafka is asked again only after a pause', async () => {
    const { publish, broker, attempts, messages } = openSpooling({
      kafka: refuses,
      maxBytes: 2 ** 20,
      pauses: { firstPauseMs: 500, maxPauseMs: 500 },
    })
    const notes = 'x'.repeat(2_000_000)
    await expect(publish('a', notes)).rejects.toThrow(EventNotTaken)
    await nextTurn()
    await nextTurn()
    await expect(publish('b', notes)).rejects.toThrow(EventNotTaken)
    expect(attempts).toEqual(['a'])
    broker.answer = takes
    await expect.poll(() => publish('c', notes).catch(() => 'refused'), { timeout: 10_000 }).toBe('accepted')
    expect(messages(40)).toHaveLength(1)
    expect(messages(30)).toEqual(['Kafka takes events again'])
  })
})

describe('while the spool is drained under steady traffic', () => {
  const isBusy = async () => {
    await sleep(10)
    return 'accepted' as const
  }

  /** Publishes an event every two milliseconds, until `isEnough`; resolves to the answers in their order. */
  async function publishSteadily(publish: (id: string) => Promise<string>, isEnough: () => boolean) {
    const answers: Promise<string>[] = []
    for await (const _ of setInterval(2)) {
      answers.push(publish(String(answers.length)))
      if (isEnough()) return Promise.all(answers)
    }
    throw new Error('an interval has no end')
  }

  test('events go straight to Kafka again soon, in their order, and none twice', async () => {
    const { publish, broker, taken, messages } = openSpooling({ kafka: refuses })
    let backAt = Infinity
    let goesStraightAt = Infinity
    let calls = 0
    const answers = await publishSteadily(
      async (id) => {
        calls += 1
        if (calls === 200) {
          broker.answer = isBusy
          backAt = performance.now()
        }
        const status = await publish(id)
        if (status === 'accepted' && goesStraightAt === Infinity) goesStraightAt = performance.now()
        return status
      },
      () => performance.now() > Math.min(goesStraightAt + 100, backAt + 5_000),
    )
    expect(goesStraightAt - backAt).toBeLessThan(2_000)
    expect(answers.lastIndexOf('spooled')).toBe(answers.indexOf('accepted') - 1)
    expect(taken).toEqual(numbers(answers.length))
    expect(messages(30)).toEqual(['the spool is drained: events go straight to Kafka again'])
  })

  test('and the last batch fails, those that waited for it go to the spool, in their order', async () => {
    const { publish, broker, attempts, taken, isDrained, messages } = openSpooling({ kafka: refuses })
    await publish('a')
    const probe = Promise.withResolvers<'accepted'>()
    const lastBatch = Promise.withResolvers<'accepted'>()
    broker.answer = (eventId) => (eventId === 'a' ? probe.promise : lastBatch.promise)
    attempts.length = 0
    await expect.poll(() => attempts).toEqual(['a'])
    expect(await publish('b')).toBe('spooled')
    probe.resolve('accepted')
    await expect.poll(() => attempts).toEqual(['a', 'b'])
    const waiting = Promise.all(['c', 'd'].map((id) => publish(id)))
    await nextTurn()
    expect(attempts).toEqual(['a', 'b'])
    broker.answer = takes
    lastBatch.reject(new EventNotTaken('gone again'))
    expect(await waiting).toEqual(['spooled', 'spooled'])
    await isDrained()
    expect(taken).toEqual(['a', 'b', 'c', 'd'])
    await expect.poll(() => publish('e')).toBe('accepted')
    expect(messages(40)).toHaveLength(1)
  })

  test('no event waits for one that Kafka is only asked with', async () => {
    const { publish, broker, attempts } = openSpooling({ kafka: refuses })
    await publish('a')
    broker.answer = hangs
    attempts.length = 0
    await expect.poll(() => attempts).toEqual(['a'])
    expect(await publish('b')).toBe('spooled')
  })
})

describe('what one process leaves', () => {
  test('the next one drains before anything else, and is not held up by it', async () => {
    const first = openSpooling({ kafka: refuses })
    await Promise.all(['a', 'b', 'c'].map((id) => first.publish(id)))
    await first.close()
    const next = openSpooling({ directory: first.directory, kafka: refuses })
    expect(await next.publish('d')).toBe('spooled')
    next.broker.answer = takes
    await next.isDrained()
    expect(next.taken).toEqual(['a', 'b', 'c', 'd'])
    expect(next.messages(30)[0]).toBe('the spool holds events of an earlier run: they go first')
  })

  test('is all that Kafka has not taken when it stops, though Kafka hangs', async () => {
    const first = openSpooling({ kafka: refuses })
    await first.publish('a')
    first.broker.answer = hangs
    await first.publish('b')
    await first.close()
    const next = openSpooling({ directory: first.directory })
    await next.isDrained()
    expect(next.taken).toEqual(['a', 'b'])
  })
})
