import type { StageName } from '@calltrail/schemas'
import type { QueuePosition, QueueSpan, WaitingRecord } from '../domain/waiting-records.ts'

/** What Kafka knows of the stages, seen from outside: also of one that hangs, or is gone. */
export interface StageQueues {
  /** How far each stage is in everything it reads. Nothing that is done at this moment looks as if it waited. */
  positions(): Promise<QueuePosition[]>
  /** How many processes each stage has. */
  processes(): Promise<ReadonlyMap<StageName, number>>
  /** Visits the records of spans, those of a partition in their order. Rejects with the signal's reason when it aborts. */
  read(
    spans: readonly QueueSpan[],
    visit: (record: WaitingRecord) => void,
    signal: AbortSignal,
  ): Promise<void>
}
