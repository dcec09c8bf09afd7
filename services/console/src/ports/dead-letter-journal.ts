import type { ReplayedRecord } from '../domain/replay.ts'
import type { Resolution } from '../domain/resolution.ts'

/**
 * Where a console writes. There is one writer at a time: to open a journal shuts out whoever had it open before, whose commits then
 * fail, and settles what that one had under way. So whatever is read after opening is final.
 */
export interface DeadLetterJournal extends AsyncDisposable {
  /** Writes all of it, or nothing. */
  commit(records: readonly ReplayedRecord[], resolutions: readonly Resolution[]): Promise<void>
}
