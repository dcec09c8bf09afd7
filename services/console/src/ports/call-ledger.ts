import type { ConversationTrail } from '../domain/event-trail.ts'

/** What Calltrail's topics tell of calls. */
export interface CallLedger {
  /**
   * Everything that was told since `since` (epoch milliseconds) of the conversations that are wanted, by conversation.
   * Rejects with the signal's reason when it aborts.
   */
  read(
    since: number,
    isWanted: (conversationId: string) => boolean,
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, ConversationTrail>>
}
