import type { SalesforceRecord } from '@calltrail/runtime'
import { LRUCache } from 'lru-cache'

/** What comes to be known of a call later, and does not change its contact, comes within hours. */
const rememberForMs = 7_200_000

interface KnownLastCall {
  /** Epoch milliseconds of a whole second. */
  readonly endedAt: number
  /** What was written then; null when that is not known. */
  readonly written: string | null
}

/**
 * The last calls that contacts were seen to have, to spare work only. A contact that had a later call then has one now, whoever may have
 * written in the meantime. The reverse proves nothing: that a call is newer than what is remembered has to be read, since another
 * process may have written a newer one.
 */
export class KnownLastCalls {
  readonly #known = new LRUCache<string, KnownLastCall>({ max: 100_000, ttl: rememberForMs })

  /**
   * Whether the contact had a later call, or was written this very one.
   * @param update what would be written; made only where it matters, which is seldom
   */
  isOld(contactId: string, endedAt: number, update: () => SalesforceRecord): boolean {
    const known = this.#known.get(contactId)
    if (known === undefined) return false
    const second = wholeSecond(endedAt)
    return second < known.endedAt || (second === known.endedAt && known.written === JSON.stringify(update()))
  }

  /** The contact has a call that ended then. @param endedAt epoch milliseconds */
  hasAtLeast(contactId: string, endedAt: number): void {
    this.#remember(contactId, { endedAt: wholeSecond(endedAt), written: null })
  }

  /** The contact has what `update` says. */
  has(contactId: string, endedAt: number, update: SalesforceRecord): void {
    this.#remember(contactId, { endedAt: wholeSecond(endedAt), written: JSON.stringify(update) })
  }

  /** The contact is about to be given a call that ended then. @returns to be called when it was not */
  reserve(contactId: string, endedAt: number): () => void {
    const before = this.#known.get(contactId)
    this.hasAtLeast(contactId, endedAt)
    const reserved = this.#known.get(contactId)
    return () => {
      if (this.#known.get(contactId) !== reserved || reserved === before) return
      if (before) this.#known.set(contactId, before)
      else this.#known.delete(contactId)
    }
  }

  #remember(contactId: string, last: KnownLastCall): void {
    const known = this.#known.get(contactId)
    if (known === undefined || known.endedAt <= last.endedAt) this.#known.set(contactId, last)
  }
}

/** Salesforce keeps no fractions of a second. */
export function wholeSecond(time: number): number {
  return Math.floor(time / 1_000) * 1_000
}
