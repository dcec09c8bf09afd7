/**
 * Disk room that is given back once it is not needed. SQLite needs a little first, to write down what goes.
 */
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { openDiskReserve } from './disk-reserve.ts'

// Twice what SQLite lets its log grow to before it takes it over into the file.
const reserveBytes = 8_388_608
const shrinkStepPages = 1_000
const truncateLog = 'PRAGMA wal_checkpoint(TRUNCATE)'

export interface SqliteRoom {
  /** Does what frees room, with the help of the reserve on a full disk; not at all when that is not enough either. It never throws. */
  free(work: () => void): void
  /** Makes the file smaller, step by step, until `isInUse`; other work goes on in between. */
  shrink(isInUse: () => boolean): void
}

export function sqliteRoom(database: DatabaseSync, directory: string): SqliteRoom {
  const reserve = openDiskReserve(join(directory, 'reserve'), reserveBytes)
  const freePages = database.prepare('PRAGMA freelist_count')

  function free(work: () => void): void {
    try {
      work()
    } catch {
      reserve.lend(() => {
        try {
          work()
          database.exec(truncateLog)
        } catch {
          // Nothing is lost by it; the next time includes it.
        }
      })
    }
  }

  function shrink(isInUse: () => boolean): void {
    if (isInUse() || !database.isOpen) return
    let left = 0
    free(() => {
      database.exec(`PRAGMA incremental_vacuum(${shrinkStepPages})`)
      left = (freePages.get() as { freelist_count: number }).freelist_count
    })
    if (left > 0) setImmediate(shrink, isInUse)
    else free(() => database.exec(truncateLog))
  }

  return { free, shrink }
}
