/**
 * How a stage is doing, as far as Kafka can tell.
 */
import type { StageName } from '@calltrail/schemas'
import type { DeadLetterCounts } from './dead-letter-census.ts'
import { stageNames } from './place.ts'
import type { Queue } from './waiting-records.ts'

/** What waits in some topics of a stage. */
export interface Backlog {
  readonly records: number
  /** Since when the first one could have been taken, epoch milliseconds; undefined when none waits, or all are for later. */
  readonly dueSince: number | undefined
}

export interface StageState {
  readonly stage: StageName
  /** How many processes share its work. */
  readonly processes: number
  /** New records. */
  readonly waiting: Backlog
  /** Records that failed, for their next try. */
  readonly retries: Backlog
  /** Calls that are done, and are looked at again. */
  readonly followUps: Backlog
  readonly deadLetters: DeadLetterCounts
}

/** What was seen in one look at Kafka. */
export interface Sight {
  /** Epoch milliseconds. */
  readonly at: number
  readonly queues: readonly Queue[]
  readonly processes: ReadonlyMap<StageName, number>
  readonly deadLetters: ReadonlyMap<StageName, DeadLetterCounts>
}

export function stageStatesOf({ at, queues, processes, deadLetters }: Sight): StageState[] {
  return stageNames.map((stage) => {
    const own = queues.filter(({ input }) => input.stage === stage)
    return {
      stage,
      processes: processes.get(stage) ?? 0,
      waiting: backlogOf(
        own.filter(({ input }) => input.number === 0),
        at,
      ),
      retries: backlogOf(
        own.filter(({ input }) => input.says === 'retry'),
        at,
      ),
      followUps: backlogOf(
        own.filter(({ input }) => input.says === 'follow-up'),
        at,
      ),
      deadLetters: deadLetters.get(stage)!,
    }
  })
}

function backlogOf(queues: readonly Queue[], now: number): Backlog {
  const due = queues.flatMap(({ dueAt }) => (dueAt !== undefined && dueAt <= now ? dueAt : []))
  return {
    records: queues.reduce((sum, { records }) => sum + records, 0),
    dueSince: due.length === 0 ? undefined : Math.min(...due),
  }
}

/** How long the stage could have taken the first record already, in seconds; 0 when none waits. */
export function backlogSeconds({ dueSince }: Pick<Backlog, 'dueSince'>, now: number): number {
  return dueSince === undefined ? 0 : Math.max(0, now - dueSince) / 1_000
}
