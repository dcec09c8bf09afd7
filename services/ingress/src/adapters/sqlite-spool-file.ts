/**
 * The file of the spool: found, locked, checked, and set aside when it is damaged.
 */
import { mkdirSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { ConfigError } from '@calltrail/runtime'
import type { Logger } from 'pino'

export interface SpoolFileOptions {
  readonly directory: string
  readonly maxBytes: number
  readonly log: Pick<Logger, 'error'>
}

const fileName = 'events.db'
const pageBytes = 4_096

// SQLite's primary result codes.
const sqliteBusy = 5
const damage = new Set([/* SQLITE_CORRUPT */ 11, /* SQLITE_NOTADB */ 26])

/**
 * Opens the file for this process alone, and makes it when there is none.
 * @throws {ConfigError} when the directory is in use by another process or cannot be written
 */
export function openSpoolFile(options: SpoolFileOptions): DatabaseSync {
  const { directory, log } = options
  try {
    // What waits here is personal data.
    mkdirSync(directory, { recursive: true, mode: 0o700 })
    try {
      return openSound(options)
    } catch (error) {
      if (!damage.has(resultCode(error))) throw error
      const keptAs = setFileAside(directory)
      log.error({ err: error, keptAs }, 'the spool is damaged: its file is kept aside, and a new one begun')
      return openSound(options)
    }
  } catch (error) {
    throw new ConfigError([startProblem(directory, error)])
  }
}

function openSound({ directory, maxBytes }: SpoolFileOptions): DatabaseSync {
  const database = new DatabaseSync(join(directory, fileName))
  try {
    database.exec(`
      PRAGMA locking_mode = EXCLUSIVE;
      PRAGMA page_size = ${pageBytes};
      PRAGMA auto_vacuum = INCREMENTAL;
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = FULL;
      BEGIN IMMEDIATE;
      CREATE TABLE IF NOT EXISTS waiting (position INTEGER PRIMARY KEY AUTOINCREMENT, content TEXT NOT NULL) STRICT;
      COMMIT;
    `)
    takeBackSetAside(database)
    database.exec(`PRAGMA max_page_count = ${Math.floor(maxBytes / pageBytes)}`)
    const { quick_check: verdict } = database.prepare('PRAGMA quick_check(1)').get() as {
      quick_check: string
    }
    if (verdict !== 'ok') throw Object.assign(new Error(verdict), { errcode: 11 })
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

/** An earlier layout had a table of its own for what could not be published. */
function takeBackSetAside(database: DatabaseSync): void {
  if (!database.prepare(`SELECT 1 FROM sqlite_schema WHERE name = 'set_aside'`).get()) return
  database.exec(`
    BEGIN IMMEDIATE;
    INSERT INTO waiting (position, content) SELECT position, content FROM set_aside;
    DROP TABLE set_aside;
    COMMIT;
  `)
}

/** @returns where it is now */
function setFileAside(directory: string): string {
  const file = join(directory, fileName)
  const keptAs = `${file}.damaged-${new Date().toISOString().replaceAll(':', '-')}`
  renameSync(file, keptAs)
  try {
    renameSync(`${file}-wal`, `${keptAs}-wal`)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
  return keptAs
}

function startProblem(directory: string, error: unknown): string {
  if (resultCode(error) === sqliteBusy) {
    return `SPOOL_DIRECTORY ${directory} is in use by another ingress. Give each one a directory of its own.`
  }
  const { message } = error as Error
  return `SPOOL_DIRECTORY ${directory} cannot be used: ${message}. Name a directory that the ingress may write, on a disk with room.`
}

function resultCode(error: unknown): number {
  return ((error as { errcode?: number }).errcode ?? 0) & 0xff
}
