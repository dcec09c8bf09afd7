import type { StageName } from '@calltrail/schemas'
import type { DeadLetterRecord } from '../domain/dead-letter.ts'
import type { Resolution } from '../domain/resolution.ts'
import type { Span } from '../domain/selection.ts'

/** The dead letters and what was said of them, as committed. */
export interface DeadLetterArchive {
  /** What is in the dead-letter topics at this moment, a span for each partition. */
  spans(stages: readonly StageName[]): Promise<Span[]>
  /**
   * Reads the records of `spans`, a partition's in its order, each once. `visit` is called with some at a time, and is awaited.
   * Rejects with the signal's reason when it aborts.
   */
  read(
    spans: readonly Span[],
    visit: (records: readonly DeadLetterRecord[]) => Promise<void>,
    signal: AbortSignal,
  ): Promise<void>
  /** Changes whenever something is said of a dead letter. */
  resolutionsEnd(): Promise<number>
  /** Reads every resolution that was written before the call, in order: of one place the last one counts. */
  readResolutions(visit: (resolution: Resolution) => void, signal: AbortSignal): Promise<void>
}
