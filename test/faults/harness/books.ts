/**
 * What is compared: deliveries as the sender knows them, and what was seen of them in Kafka and in Salesforce. Pure.
 */

/** One version of one call, as the sender knows it. Copies of it are the same delivery. */
export interface Delivery {
  readonly eventId: string
  /** 0 for the call as it ended; more for what was sent later about the same call. */
  readonly revision: number
  /** Whose call it is; null for strangers and internal calls. */
  readonly contactId: string | null
  /** Of its enriched record. */
  readonly key: string
  /** Why it gets no Task; null when it gets one. */
  readonly skipReason: 'UNKNOWN_CALLER' | 'INTERNAL_CALL' | null
  /** Epoch milliseconds. */
  readonly endedAt: number
  readonly durationSeconds: number
  /**
   * - `accepted`: answered 202.
   * - `uncertain`: every answer was a 5xx or none at all, so it may have been taken or not.
   * - `refused`: answered 4xx, so it must not be seen again.
   */
  readonly fate: 'accepted' | 'uncertain' | 'refused'
  /** Epoch milliseconds of the final answer. */
  readonly answeredAt: number
  /** It was published only after what revises it, as by a spool that is drained late: it may rightly be overtaken. */
  readonly isBelated?: boolean
}

export interface EnrichedRecord {
  readonly eventId: string
  readonly revision: number
  /** Epoch milliseconds. Tells the contents of one event from each other: what became of each says it too. */
  readonly receivedAt: number
  /** The event's own word on its order: higher for a newer revision. */
  readonly toldOrder: number
  /** Null is a breach of its own, see {@link Observed.keyless}. */
  readonly key: string | null
  readonly partition: number
  /** Epoch milliseconds at which it was read. */
  readonly seenAt: number
  /** A fault has put it there, and not the enricher. */
  readonly isPlanted?: true
}

/** An enriched event as those see it who may not see people. */
export interface MaskedRecord {
  readonly eventId: string
  readonly toldOrder: number
}

export interface LoggedRecord {
  readonly eventId: string
  /** That of the enriched record whose outcome it is. */
  readonly receivedAt: number
  /** UNKNOWN is never written, and a breach. */
  readonly result: 'CREATED' | 'UPDATED' | 'SKIPPED' | 'UNKNOWN'
  readonly skipReason: string | null
  /** Why the contact's last call could not be written. */
  readonly contactError: string | null
  readonly seenAt: number
}

export interface DeadLetterRecord {
  readonly eventId: string
  readonly stage: 'enricher' | 'sink'
  /** Those of the event that was given up; NaN when it cannot be read. */
  readonly revision: number
  readonly receivedAt: number
  readonly code: string
  readonly seenAt: number
}

export interface TaskRow {
  readonly eventId: string
  /** The revision that its notes tell of. */
  readonly revision: number
  /** The contact it stands on. */
  readonly whoId: string | null
}

export interface ContactRow {
  readonly id: string
  /** Epoch milliseconds, whole seconds; undefined when the contact has no call. */
  readonly lastCallAt: number | undefined
  readonly lastCallSeconds: number | null
}

export interface Observed {
  /** In the order of each partition. */
  readonly enriched: readonly EnrichedRecord[]
  /** Absent where nothing is published masked. */
  readonly masked?: readonly MaskedRecord[]
  readonly logged: readonly LoggedRecord[]
  readonly deadLetters: readonly DeadLetterRecord[]
  /** Events that went through a retry topic, and so may rightly be overtaken. */
  readonly retried: ReadonlySet<string>
  /** Records of any topic that have no key: kafkajs may lose such a record when a broker fails. */
  readonly keyless: readonly { readonly eventId: string; readonly topic: string }[]
  /** Absent while only Kafka is looked at. */
  readonly salesforce?: { readonly tasks: readonly TaskRow[]; readonly contacts: readonly ContactRow[] }
}

/**
 * - `lost`: accepted, and without an outcome.
 * - `doubled`: one thing has happened twice.
 * - `out of order`: an older thing stands where a newer one should.
 * - `stray`: there is something that nobody sent, or that was refused.
 * - `misfiled`: with another contact than the call's, on a contact although it has none, or skipped without cause.
 * - `keyless`: a record without a key.
 */
export const breaches = ['lost', 'doubled', 'out of order', 'stray', 'misfiled', 'keyless'] as const
export type Breach = (typeof breaches)[number]

/** A breach of the law, about one event or contact. */
export interface Finding {
  readonly breach: Breach
  readonly about: string
  readonly detail: string
}

/** All that is known of one event. */
export interface EventFile {
  readonly eventId: string
  readonly deliveries: readonly Delivery[]
  readonly enriched: readonly EnrichedRecord[]
  readonly masked: readonly MaskedRecord[] | undefined
  readonly logged: readonly LoggedRecord[]
  readonly deadLetters: readonly DeadLetterRecord[]
  readonly tasks: readonly TaskRow[]
  /** A retry, or a late delivery, held some of it up. */
  readonly mayBeOvertaken: boolean
}

/** Files all that was sent or seen by event. */
export function eventsOf(deliveries: readonly Delivery[], observed: Observed): EventFile[] {
  const byEvent = <Entry extends { eventId: string }>(entries: readonly Entry[] = []) =>
    Map.groupBy(entries, ({ eventId }) => eventId)
  const sent = byEvent(deliveries)
  const enriched = byEvent(observed.enriched)
  const masked = observed.masked && byEvent(observed.masked)
  const logged = byEvent(observed.logged)
  const deadLetters = byEvent(observed.deadLetters)
  const tasksOf = byEvent(observed.salesforce?.tasks)
  const ids = new Set(
    [sent, enriched, masked ?? new Map<string, unknown>(), logged, deadLetters, tasksOf].flatMap((map) => [
      ...map.keys(),
    ]),
  )
  return [...ids].map((eventId) => ({
    eventId,
    deliveries: sent.get(eventId) ?? [],
    enriched: enriched.get(eventId) ?? [],
    masked: masked && (masked.get(eventId) ?? []),
    logged: logged.get(eventId) ?? [],
    deadLetters: deadLetters.get(eventId) ?? [],
    tasks: tasksOf.get(eventId) ?? [],
    mayBeOvertaken:
      observed.retried.has(eventId) || (sent.get(eventId) ?? []).some(({ isBelated }) => isBelated === true),
  }))
}
