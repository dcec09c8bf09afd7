import type { Tally } from '../domain/tally.ts'

/** How far a run has come. */
export interface Bookmark {
  /** All calls that ended before this time are done, epoch milliseconds. */
  readonly doneUntil: number
  /** Of what is done. */
  readonly tally: Tally
}

/** Where runs that may be interrupted remember how far they have come. One process writes at a time. */
export interface Bookmarks {
  /** @param name of a run */
  read(name: string): Promise<Bookmark | undefined>
  /** Lasts when it resolves. */
  write(name: string, bookmark: Bookmark): Promise<void>
  remove(name: string): Promise<void>
}
