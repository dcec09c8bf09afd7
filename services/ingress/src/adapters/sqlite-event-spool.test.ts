import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  closeSync,
  cpSync,
  openSync,
  readdirSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import { ConfigError } from '@calltrail/runtime'
import { endedCall } from '@calltrail/schemas/testing'
import { pino } from 'pino'
import { describe, expect, onTestFinished, test } from 'vitest'
import { EventNotTaken } from '../ports/event-publisher.ts'
import type { EventSpool } from '../ports/event-spool.ts'
import { spoolDirectory } from '../testing/spool-directory.ts'
import { openSqliteEventSpool } from './sqlite-event-spool.ts'

const everything = { maxEvents: 1_000_000, maxBytes: 2 ** 30 }
const idsIn = (spool: EventSpool, limit = everything) => spool.head(limit).map(({ event }) => event.eventId)

function openSpool({ directory = spoolDirectory(), maxBytes = 2 ** 30 } = {}) {
  const logLines: string[] = []
  const log = pino({}, { write: (line: string) => void logLines.push(line) })
  const spool = openSqliteEventSpool({ directory, maxBytes, log })
  let isOpen = true
  const close = () => {
    if (isOpen) spool[Symbol.dispose]()
    isOpen = false
  }
  onTestFinished(close)
  const fill = (...ids: string[]) =>
    Promise.all(ids.map((eventId) => spool.append(endedCall({ eventId }), {})))
  return { spool, directory, logLines, close, fill }
}

/** Leaves a directory as a process does that is killed: with its write-ahead log, and without a last word. */
async function killedSpool(acknowledged: number): Promise<{ directory: string; ids: string[] }> {
  const directory = spoolDirectory()
  const writer = spawn(
    process.execPath,
    [fileURLToPath(new URL('../testing/spool-writer.ts', import.meta.url)), directory],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const ids: string[] = []
  for await (const id of createInterface({ input: writer.stdout })) {
    ids.push(id)
    if (ids.length === acknowledged) writer.kill('SIGKILL')
  }
  if (writer.exitCode === null && writer.signalCode === null) await once(writer, 'exit')
  expect(writer.signalCode).toBe('SIGKILL')
  return { directory, ids }
}

describe('the spool', () => {
  test('gives events back as they came, in the order they came', async () => {
    const { spool } = openSpool()
    const call = endedCall({ receivedAt: 1_773_482_400_123, attributes: { notes: 'ü \u0000 "\ud83d"' } })
    await spool.append(call, { traceparent: '00-abc' })
    await Promise.all(['b', 'c', 'd'].map((eventId) => spool.append(endedCall({ eventId }), {})))
    const [first, ...others] = spool.head(everything)
    expect(first).toMatchObject({ event: call, context: { traceparent: '00-abc' } })
    expect(others.map(({ event }) => event.eventId)).toEqual(['b', 'c', 'd'])
  })

  test('gives as much as asked for, but never nothing', async () => {
    const { spool, fill } = openSpool()
    await fill('a', 'b', 'c')
    const bytes = spool.depth().bytes / 3
    expect(idsIn(spool, { maxEvents: 2, maxBytes: 2 ** 30 })).toEqual(['a', 'b'])
    expect(idsIn(spool, { maxEvents: 9, maxBytes: 2 * bytes })).toEqual(['a', 'b'])
    expect(idsIn(spool, { maxEvents: 9, maxBytes: 1 })).toEqual(['a'])
  })

  test('keeps what is not removed for the next process, and knows its depth', async () => {
    const { spool, directory, fill, close } = openSpool()
    await fill('a', 'b', 'c')
    spool.remove(spool.head({ maxEvents: 2, maxBytes: 2 ** 30 }))
    const depth = spool.depth()
    expect(depth).toEqual({ events: 1, bytes: spool.head(everything)[0]?.bytes, setAsideEvents: 0 })
    close()
    const next = openSpool({ directory })
    expect(idsIn(next.spool)).toEqual(['c'])
    expect(next.spool.depth()).toEqual(depth)
    await next.fill('d')
    expect(idsIn(next.spool)).toEqual(['c', 'd'])
  })

  test('an event that is set aside is out of the way, whatever is removed, and back after the next start', async () => {
    const { spool, directory, fill, close } = openSpool()
    await fill('a', 'b', 'c', 'd')
    const head = spool.head({ maxEvents: 3, maxBytes: 2 ** 30 })
    spool.setAside(head[0]!)
    spool.setAside(head[2]!)
    expect(idsIn(spool)).toEqual(['b', 'd'])
    expect(spool.depth()).toMatchObject({ events: 2, setAsideEvents: 2 })
    spool.remove(head)
    spool.remove(spool.head(everything))
    expect(idsIn(spool)).toEqual([])
    expect(spool.depth()).toEqual({ events: 0, bytes: 0, setAsideEvents: 2 })
    close()
    const next = openSpool({ directory })
    expect(idsIn(next.spool)).toEqual(['a', 'c'])
    expect(next.spool.depth()).toMatchObject({ events: 2, setAsideEvents: 0 })
  })

  test('an event that cannot be read is set aside, said so once, and kept', async () => {
    const { directory, fill, close } = openSpool()
    await fill('a', 'b', 'c')
    close()
    const database = new DatabaseSync(join(directory, 'events.db'))
    database.exec(`UPDATE waiting SET content = '{"event' WHERE position <> 2`)
    database.close()
    const next = openSpool({ directory })
    expect(idsIn(next.spool, { maxEvents: 1, maxBytes: 1 })).toEqual(['b'])
    expect(idsIn(next.spool)).toEqual(['b'])
    expect(next.spool.depth()).toMatchObject({ events: 1, setAsideEvents: 2 })
    next.spool.remove(next.spool.head(everything))
    await next.fill('d')
    expect(idsIn(next.spool)).toEqual(['d'])
    expect(next.logLines.filter((line) => line.includes('an event in the spool is damaged'))).toHaveLength(2)
    next.close()
    expect(openSpool({ directory }).spool.depth().events).toBe(3)
  })

  test('an event that an earlier version moved to a table of its own is back in its place', async () => {
    const { directory, fill, close } = openSpool()
    await fill('a', 'b', 'c')
    close()
    const database = new DatabaseSync(join(directory, 'events.db'))
    database.exec(`
      CREATE TABLE set_aside (position INTEGER PRIMARY KEY, reason TEXT NOT NULL, content TEXT NOT NULL) STRICT;
      INSERT INTO set_aside SELECT position, 'no Avro', content FROM waiting WHERE position = 2;
      DELETE FROM waiting WHERE position = 2;
    `)
    database.close()
    const next = openSpool({ directory, maxBytes: 16_384 })
    expect(idsIn(next.spool)).toEqual(['a', 'b', 'c'])
    next.close()
    expect(idsIn(openSpool({ directory }).spool)).toEqual(['a', 'b', 'c'])
  })

  test('when it is full it refuses, keeps what it has, and goes on when there is room', async () => {
    const { spool, directory } = openSpool({ maxBytes: 2 ** 20 })
    const large = (eventId: string) => endedCall({ eventId, attributes: { notes: 'x'.repeat(100_000) } })
    const kept: string[] = []
    let refusal: unknown
    for (let number = 0; refusal === undefined; number += 1) {
      await spool.append(large(String(number)), {}).then(
        () => kept.push(String(number)),
        (error: unknown) => (refusal = error),
      )
    }
    expect(refusal).toBeInstanceOf(EventNotTaken)
    expect(kept.length).toBeGreaterThan(5)
    expect(idsIn(spool)).toEqual(kept)
    expect(statSync(join(directory, 'events.db')).size).toBeLessThanOrEqual(2 ** 20)

    spool.remove(spool.head({ maxEvents: 2, maxBytes: 2 ** 30 }))
    await spool.append(large('after'), {})
    expect(idsIn(spool)).toEqual([...kept.slice(2), 'after'])
  })

  test('gives the disk its room back when it is empty', async () => {
    const { spool, directory } = openSpool()
    const size = () =>
      ['events.db', 'events.db-wal'].reduce((sum, name) => sum + statSync(join(directory, name)).size, 0)
    await Promise.all(
      Array.from({ length: 2_000 }, (_, index) => spool.append(endedCall({ eventId: String(index) }), {})),
    )
    expect(size()).toBeGreaterThan(1_000_000)
    spool.remove(spool.head(everything))
    await expect.poll(size).toBeLessThan(50_000)
  })
})

describe('after kill -9 in the middle of writing', () => {
  test('every event that was acknowledged is there, in its order', async () => {
    const { directory, ids } = await killedSpool(300)
    const found = idsIn(openSpool({ directory }).spool)
    expect(found.slice(0, ids.length)).toEqual(ids)
    // What came after is a commit that was done, but not said.
    expect(found).toEqual(found.map((_, index) => String(index)))
    expect(found.length % 3).toBe(0)
  })

  test.each([
    ['cut short', (wal: string) => truncateSync(wal, statSync(wal).size - 1_000)],
    [
      'garbled',
      (wal: string) => {
        const file = openSync(wal, 'r+')
        writeSync(file, Buffer.alloc(2_000, 0xa5), 0, 2_000, statSync(wal).size - 2_000)
        closeSync(file)
      },
    ],
  ])('a last write that is %s costs itself only', async (_, tear) => {
    const { fill, directory: living } = openSpool()
    await fill('a', 'b')
    await fill('c')
    await fill('torn')
    // What a killed process leaves is what its files hold while it lives.
    const directory = spoolDirectory()
    cpSync(living, directory, { recursive: true })
    tear(join(directory, 'events.db-wal'))

    const { spool, fill: fillNext } = openSpool({ directory })
    expect(idsIn(spool)).toEqual(['a', 'b', 'c'])
    await fillNext('next')
    expect(idsIn(spool)).toEqual(['a', 'b', 'c', 'next'])
  })
})

describe('at the start', () => {
  test('a damaged file is kept aside, said to be so, and a new one begun', async () => {
    const directory = spoolDirectory()
    writeFileSync(join(directory, 'events.db'), 'no database'.repeat(1_000))
    const { spool, fill, logLines } = openSpool({ directory })
    await fill('a')
    expect(idsIn(spool)).toEqual(['a'])
    const keptAs = readdirSync(directory).find((name) => name.startsWith('events.db.damaged-'))
    expect(statSync(join(directory, keptAs!)).size).toBe(11_000)
    expect(JSON.parse(logLines[0]!)).toMatchObject({ level: 50, keptAs: join(directory, keptAs!) })
  })

  test('a file that is damaged in its middle is found out too', async () => {
    const { spool, directory, close } = openSpool()
    await Promise.all(
      Array.from({ length: 500 }, (_, index) => spool.append(endedCall({ eventId: String(index) }), {})),
    )
    close()
    const file = openSync(join(directory, 'events.db'), 'r+')
    writeSync(file, Buffer.alloc(40_960, 0xa5), 0, 40_960, 40_960)
    closeSync(file)
    const next = openSpool({ directory })
    expect(next.spool.depth().events).toBe(0)
    expect(next.logLines.join('')).toContain('the spool is damaged')
  })

  test.each([
    ['in use by another ingress', () => openSpool().directory, /is in use by another ingress. Give each one/],
    [
      'below a file',
      () => join(fileURLToPath(import.meta.url), 'spool'),
      /cannot be used: .* Name a directory/,
    ],
  ])('a directory that is %s is an error that names the variable and the remedy', (_, make, problem) => {
    const directory = make()
    const start = () => openSpool({ directory })
    expect(start).toThrow(ConfigError)
    expect(start).toThrow(new RegExp(`^SPOOL_DIRECTORY ${RegExp.escape(directory)} ${problem.source}`))
  })
})
