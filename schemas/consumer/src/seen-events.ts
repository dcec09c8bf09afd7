import { LRUCache } from 'lru-cache'

/**
 * Which events a consumer is done with. Records come at least once: again after a crash, a rebalance, or when offsets are set back. So
 * whether an event is handled once depends on what this remembers.
 *
 * To be exact, keep it where the handler writes, in the same transaction: `insert … on conflict (event_id) do update … where revision <
 * excluded.revision`. Then `remember` has nothing to do.
 */
export interface SeenEvents {
  /** The highest revision of the event that was handled; undefined when none is known. */
  revisionOf(eventId: string): number | undefined | Promise<number | undefined>
  /** Called when the event was handled, before its offset is committed. Never with a lower revision than `revisionOf` told. */
  remember(eventId: string, revision: number): void | Promise<void>
}

/**
 * In this process, the latest events. Drops copies and older revisions that come while it runs; it forgets with the process, and knows
 * nothing of what another member of the group has handled. Enough where a handler may do the same twice.
 * @param maxEvents that are remembered; 100,000 take some 20 MB
 */
export function seenInMemory({ maxEvents = 100_000 } = {}): SeenEvents {
  const revisions = new LRUCache<string, number>({ max: maxEvents })
  return {
    revisionOf: (eventId) => revisions.get(eventId),
    remember: (eventId, revision) =>
      void revisions.set(eventId, Math.max(revision, revisions.get(eventId) ?? revision)),
  }
}
