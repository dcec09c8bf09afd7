/**
 * Spares Kafka the copies that webhook retries are. A courtesy of one process, not the guarantee: that is the enricher's.
 */
import { contentFingerprint } from '@calltrail/schemas'
import { LRUCache } from 'lru-cache'
import type { EventPublisher } from '../ports/event-publisher.ts'

export interface DeduplicationWindow {
  readonly dedupeMaxEvents: number
  readonly dedupeWindowSeconds: number
}

/**
 * Publishes an event once within the window; one that is in the spool counts as published. A copy waits for the first one and shares
 * its fate; after a failure the next one is tried again. The same event id with other content is a revision, and is published.
 */
export function withDeduplication(publisher: EventPublisher, window: DeduplicationWindow): EventPublisher {
  const published = new LRUCache<string, Promise<unknown>>({
    max: window.dedupeMaxEvents,
    ttl: window.dedupeWindowSeconds * 1_000,
  })

  return {
    async publish(event, context) {
      const fingerprint = contentFingerprint(event)
      const earlier = published.get(fingerprint)
      if (earlier) {
        await earlier
        return 'duplicate'
      }
      const publishing = publisher.publish(event, context)
      published.set(fingerprint, publishing)
      try {
        return await publishing
      } catch (error) {
        published.delete(fingerprint)
        throw error
      }
    },
  }
}
