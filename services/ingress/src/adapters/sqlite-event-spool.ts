/**
 * The spool in a SQLite file with a write-ahead log, synced at each commit. A torn last write is a commit that never was, and its event
 * was never answered for.
 */
import type { CallEnded } from '@calltrail/schemas'
import DataLoader from 'dataloader'
import { EventNotTaken } from '../ports/event-publisher.ts'
import type { PublishContext } from '../ports/event-publisher.ts'
import type { EventSpool, SpoolDepth, SpooledEvent } from '../ports/event-spool.ts'
import { sqliteRoom } from './sqlite-room.ts'
import { openSpoolFile } from './sqlite-spool-file.ts'
import type { SpoolFileOptions } from './sqlite-spool-file.ts'

const maxCommitEvents = 1_000

interface Row {
  readonly position: number
  readonly content: string
}

/** @throws {ConfigError} when the directory is in use by another process or cannot be written */
export function openSqliteEventSpool(options: SpoolFileOptions): EventSpool {
  const { directory, log } = options
  const database = openSpoolFile(options)
  const room = sqliteRoom(database, directory)
  const insert = database.prepare('INSERT INTO waiting (content) VALUES (?)')
  const oldest = database.prepare(
    'SELECT position, content FROM waiting WHERE position > ? ORDER BY position',
  )
  const forget = database.prepare(
    'DELETE FROM waiting WHERE position BETWEEN ? AND ? AND position NOT IN (SELECT value FROM json_each(?))',
  )

  let { events, bytes } = database
    .prepare('SELECT count(*) AS events, coalesce(sum(octet_length(content)), 0) AS bytes FROM waiting')
    .get() as unknown as Pick<SpoolDepth, 'events' | 'bytes'>
  let setAsideEvents = 0
  // Nothing up to here is in the head, whether or not the disk has let go of it.
  let removedUpTo = 0
  // From here on, what was removed may still be on the disk.
  let forgetFrom = 0
  // Of the events since then, those that stay.
  const aside = new Set<number>()

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

  function setAside({ position, bytes: itsBytes }: Unreadable): void {
    aside.add(position)
    setAsideEvents += 1
    events -= 1
    bytes -= itsBytes
  }

  function head(limit: HeadLimit): readonly SpooledEvent[] {
    const found: SpooledEvent[] = []
    const unreadable: Unreadable[] = []
    let bytesLeft = limit.maxBytes
    for (const row of oldest.iterate(removedUpTo) as Iterable<Row>) {
      if (aside.has(row.position)) continue
      const entry = toEntry(row)
      if (!('event' in entry)) {
        unreadable.push(entry)
        continue
      }
      bytesLeft -= entry.bytes
      if (found.length > 0 && bytesLeft < 0) break
      found.push(entry)
      if (found.length === limit.maxEvents) break
    }
    for (const entry of unreadable) {
      setAside(entry)
      log.error({ position: entry.position }, 'an event in the spool is damaged: it is set aside there')
    }
    return found
  }

  function remove(entries: readonly SpooledEvent[]): void {
    const last = entries.at(-1)
    if (!last) return
    removedUpTo = last.position
    for (const entry of entries) {
      if (aside.has(entry.position)) continue
      events -= 1
      bytes -= entry.bytes
    }
    room.free(() => {
      forget.run(forgetFrom, removedUpTo, JSON.stringify([...aside]))
      forgetFrom = removedUpTo + 1
    })
    for (const position of aside) if (position < forgetFrom) aside.delete(position)
    room.shrink(() => events > 0)
  }

  return {
    async append(event, context) {
      await appends.load(JSON.stringify({ event, context }))
    },

    head,

    remove,
    setAside,
    depth: () => ({ events, bytes, setAsideEvents }),
    [Symbol.dispose]: () => database.close(),
  }
}

type HeadLimit = Parameters<EventSpool['head']>[0]
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
