import type { Context } from '@opentelemetry/api'
import type { Outcome } from './outcome.ts'

/** What a handler may know and ask besides its events. */
export interface HandlerContext<In> {
  /** Whether events that came after this one may have been done already: it was retried, replayed, or spooled on its way. */
  isLate(event: In): boolean
  /** Whether the event would be a dead letter if it were to be retried: what else can be made of it should be made now. */
  isLastTry(event: In): boolean
  /** Why the event comes once more although it was done; undefined when it comes for the first time, or was only retried. */
  followUp(event: In): FollowUp | undefined
  /** Where spans of what is done for the event belong. */
  contextOf(event: In): Context
  /**
   * To be called before each write to the outside: a process that was stopped for long may have lost its partition to another one, which
   * has gone on, and must not write over what that one wrote.
   * @throws {PartitionLost}
   */
  assertOwned(): void
}

export interface FollowUp {
  /** 1 for the first. */
  readonly number: number
  /** What was said to be missing the time before; empty when a stranger has put the record there. */
  readonly missing: string
}

/** A stage's hands: one outcome per event, in the same order. */
export type Handler<In, Out> = (
  events: readonly In[],
  context: HandlerContext<In>,
) => Promise<readonly Outcome<Out>[]>

/** The partition belongs, or may belong, to another process by now. */
export class PartitionLost extends Error {
  override readonly name = 'PartitionLost'

  constructor() {
    super('the partition may have gone to another process')
  }
}
