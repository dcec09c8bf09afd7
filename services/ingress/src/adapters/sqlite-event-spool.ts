/**
 * The spool in a SQLite file with a write-ahead log, synced at each commit. A torn last write is a commit that never was, and its event
 * was never answered for.
 */
import { join } from 'node:path'
import type { CallEnded } from '@calltrail/schemas'
import DataLoader from 'dataloader'
import { EventNotTaken } from '../ports/event-publisher.ts'
import type { PublishContext } from '../ports/event-publisher.ts'
import type { EventSpool, SpoolDepth, SpooledEvent } from '../ports/event-spool.ts'
import { openDiskReserve } from './disk-reserve.ts'
import { openSpoolFile } from './sqlite-spool-file.ts'
import type { SpoolFileOptions } from './sqlite-spool-file.ts'

const maxCommitEvents = 1_000
const truncateLog = 'PRAGMA wal_checkpoint(TRUNCATE)'
const shrinkStepPages = 1_000
// Twice what SQLite lets its log grow to before it takes it over into the file.
const reserveBytes = 8_388_608

interface Row {
  readonly position: number
  readonly content: string
}

/** @throws {ConfigError} when the directory is in use by another process or cannot be written */
export function openSqliteEventSpool(options: SpoolFileOptions): EventSpool {
  const database = openSpoolFile(options)
  const reserve = openDiskReserve(join(options.directory, 'reserve'), reserveBytes)
  const insert = database.prepare('INSERT INTO waiting (content) VALUES (?)')
  const oldest = database.prepare(
    'SELECT position, content FROM waiting WHERE position > ? ORDER BY position',
  )
  const forget = database.prepare('DELETE FROM waiting WHERE position <= ?')
  const keepAside = database.prepare(
    'INSERT INTO set_aside (position, reason, content) SELECT position, ?, content FROM waiting WHERE position = ?',
  )
  const forgetOne = database.prepare('DELETE FROM waiting WHERE position = ?')

  const freePages = database.prepare('PRAGMA freelist_count')

  let { events, bytes } = database
    .prepare('SELECT count(*) AS events, coalesce(sum(octet_length(content)), 0) AS bytes FROM waiting')
    .get() as unknown as SpoolDepth
  // Nothing up to here is in the head, whether or not the disk has let go of it.
  let removedUpTo = 0
  let freePagesBefore = 0

  // SQLite's calls are synchronous, and each commit waits for the disk: the events of one turn share one.
  const appends = new DataLoader<string, true>(async (contents) => appendAll(contents), {
    cache: false,
    maxBatchSize: maxCommitEvents,
    batchScheduleFn: setImmediate,
  })

  function appendAll(contents: readonly string[]): true[] {
    try {
      inTransaction(() => {
        for (const content of contents) insert.run(content)
      })
    } catch (cause) {
      throw new EventNotTaken('the spool has no room, or its disk fails', { cause })
    }
    events += contents.length
    for (const content of contents) bytes += Buffer.byteLength(content)
    return contents.map(() => true)
  }

  function inTransaction(work: () => void): void {
    database.exec('BEGIN IMMEDIATE')
    try {
      work()
      database.exec('COMMIT')
    } catch (error) {
      // A full disk has rolled it back already.
      if (database.isTransaction) database.exec('ROLLBACK')
      throw error
    }
  }

  function uncount(entry: Unreadable): void {
    events -= 1
    bytes -= entry.bytes
  }

  function setAside(entry: Unreadable, reason: string): void {
    inTransaction(() => {
      keepAside.run(reason, entry.position)
      forgetOne.run(entry.position)
    })
    uncount(entry)
  }

  /** What gives room back needs some first. It is not done when there is none at all: the next time includes it. */
  function giveBack(work: () => void): void {
    try {
      work()
    } catch {
      reserve.lend(() => {
        try {
          work()
          database.exec(truncateLog)
        } catch {
          // There is still nothing lost: what is not forgotten is sent twice, after a restart.
        }
      })
    }
  }

  /** Gives the disk its room back after an outage, step by step: webhooks are answered in between. */
  function shrink(): void {
    if (events > 0 || !database.isOpen) return
    giveBack(() => database.exec(`PRAGMA incremental_vacuum(${shrinkStepPages})`))
    const { freelist_count: left } = freePages.get() as { freelist_count: number }
    const isStuck = left === freePagesBefore
    freePagesBefore = left
    if (left > 0 && !isStuck) setImmediate(shrink)
    else giveBack(() => database.exec(truncateLog))
  }

  return {
    async append(event, context) {
      await appends.load(JSON.stringify({ event, context }))
    },

    head({ maxEvents, maxBytes }) {
      const head: SpooledEvent[] = []
      const unreadable: Unreadable[] = []
      let room = maxBytes
      for (const row of oldest.iterate(removedUpTo) as Iterable<Row>) {
        room -= Buffer.byteLength(row.content)
        if (head.length > 0 && room < 0) break
        const entry = toEntry(row)
        if ('event' in entry) head.push(entry)
        else unreadable.push(entry)
        if (head.length === maxEvents) break
      }
      for (const entry of unreadable) {
        setAside(entry, 'not JSON')
        options.log.error(
          { position: entry.position },
          'an event in the spool is damaged: it is kept aside there',
        )
      }
      return head
    },

    remove(entries) {
      const last = entries.at(-1)
      if (!last) return
      removedUpTo = last.position
      entries.forEach(uncount)
      giveBack(() => forget.run(removedUpTo))
      shrink()
    },

    setAside,
    depth: () => ({ events, bytes }),
    [Symbol.dispose]: () => database.close(),
  }
}

type Unreadable = Pick<SpooledEvent, 'position' | 'bytes'>

function toEntry({ position, content }: Row): SpooledEvent | Unreadable {
  const bytes = Buffer.byteLength(content)
  try {
    const { event, context } = JSON.parse(content) as { event: CallEnded; context: PublishContext }
    return { position, event, context, bytes }
  } catch {
    return { position, bytes }
  }
}
