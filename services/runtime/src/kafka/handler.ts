import type { Outcome } from './outcome.ts'

/** What a handler may know and ask besides its events. */
export interface HandlerContext<In> {
  /** Whether events that came after this one may have been done already: it was retried, replayed, or spooled on its way. */
  isLate(event: In): boolean
  /**
   * To be called before each write to the outside: a process that was stopped for long may have lost its partition to another one, which
   * has gone on, and must not write over what that one wrote.
   * @throws {PartitionLost}
   */
  assertOwned(): void
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
