/**
 * The conservation law, checked from outside: what was sent, against what came out of Kafka and stands in Salesforce. Pure.
 */
import { eventsOf } from './books.ts'
import type { Breach, ContactRow, Delivery, EventFile, Finding, Observed } from './books.ts'
import { conservation, tasks } from './conservation.ts'
import { filing } from './filing.ts'
import { lastCalls, newestTask, partitions, revisionOrder } from './order.ts'

export interface Audit {
  readonly accepted: number
  /** Never answered 202, however often they were sent. */
  readonly notAccepted: number
  /** Those among them that were taken nonetheless, which is allowed. */
  readonly unacknowledged: number
  readonly logged: number
  readonly skipped: number
  readonly deadLettered: number
  readonly retried: number
  /** Codes with which the contact's last call could not be written, one for each call. */
  readonly contactErrors: readonly string[]
  readonly findings: readonly Finding[]
  /** Epoch milliseconds at which the last of the deliveries answered before `cutOff` had its outcome. */
  readonly outcomesUntil: number
}

/** @param cutOff epoch milliseconds: the end of the fault */
export function audit(deliveries: readonly Delivery[], observed: Observed, cutOff = Infinity): Audit {
  const events = eventsOf(deliveries, observed)
  const logged = observed.logged.filter(({ result }) => result !== 'SKIPPED').length
  return {
    accepted: deliveries.filter(({ fate }) => fate === 'accepted').length,
    notAccepted: deliveries.filter(({ fate }) => fate !== 'accepted').length,
    unacknowledged: events.reduce((sum, event) => sum + unacknowledged(event), 0),
    logged,
    skipped: observed.logged.length - logged,
    deadLettered: observed.deadLetters.length,
    retried: observed.retried.size,
    contactErrors: observed.logged.flatMap(({ contactError }) => contactError ?? []),
    findings: [
      ...events.flatMap(conservation),
      ...events.flatMap(filing),
      ...events.flatMap(revisionOrder),
      ...observed.keyless.map(({ eventId, topic }): Finding => ({
        breach: 'keyless',
        about: eventId,
        detail: `on ${topic}`,
      })),
      ...partitions(observed.enriched),
      ...(observed.salesforce ? inSalesforce(events, observed.salesforce.contacts) : []),
    ],
    outcomesUntil: Math.max(0, ...events.map((event) => outcomeAt(event, cutOff))),
  }
}

function inSalesforce(events: readonly EventFile[], contacts: readonly ContactRow[]): Finding[] {
  return [...events.flatMap(tasks), ...events.flatMap(newestTask), ...lastCalls(events, contacts)]
}

/** How many of a breach were found. */
export function countOf({ findings }: Audit, breach: Breach): number {
  return findings.filter((finding) => finding.breach === breach).length
}

/** When the event's last outcome was seen, if all of it was answered before the cut-off; else 0. */
function outcomeAt({ deliveries, logged, deadLetters }: EventFile, cutOff: number): number {
  if (deliveries.length === 0 || deliveries.some(({ answeredAt }) => answeredAt > cutOff)) return 0
  return Math.max(0, ...[...logged, ...deadLetters].map(({ seenAt }) => seenAt))
}

function unacknowledged({ deliveries, enriched, deadLetters }: EventFile): number {
  const taken = new Set(
    [...enriched, ...deadLetters.filter(({ stage }) => stage === 'enricher')].map(({ revision }) => revision),
  )
  return deliveries.filter(({ fate, revision }) => fate !== 'accepted' && taken.has(revision)).length
}
