/**
 * What Genesys sends: calls of customers, strangers and colleagues, copies of webhooks, notes that come later. Pure, and the same
 * for the same seed and clock.
 */
import type { Customer } from './customers.ts'
import { customers, strangersNumber } from './customers.ts'
import type { Delivery } from './books.ts'
import { seededRandom } from './random.ts'

/** A webhook to be sent, and what is to be known about it afterwards. */
export interface Webhook extends Omit<Delivery, 'fate' | 'answeredAt'> {
  readonly body: string
}

export interface Traffic {
  /** The next webhook. @param now epoch milliseconds */
  next(now: number): Webhook
  /** Tells of a webhook that was answered 202: only of such a call do copies and revisions come. */
  accepted(webhook: Webhook): void
}

/** What becomes of a call. Its key is the conversation when there is none here. */
type Expected = Pick<Delivery, 'contactId' | 'skipReason'> & { readonly key: string | undefined }

/** Shares of what is sent; the rest are new calls of customers. */
const shares = { copy: 0.06, revision: 0.08, stranger: 0.04, internal: 0.02 }
/** Calls whose webhook comes late, after that of a later call. */
const lateShare = 0.05
const rememberedCalls = 40
/** A Salesforce date-time has whole seconds; two calls of one contact within one would leave open which was the last. */
const leastApartMs = 1_000

/** @param prefix begins every event id, so that one run's calls are told from another's */
export function trafficOf(prefix: string, seed: number): Traffic {
  const random = seededRandom(seed)
  const recent: Webhook[] = []
  const newestRevision = new Map<string, number>()
  const lastEnd = new Map<string, number>()
  const earliestEnd = new Map<string, number>()
  let sequence = 0

  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)]!

  function next(now: number): Webhook {
    const draw = random()
    if (recent.length > 5 && draw < shares.copy) return pick(recent)
    if (recent.length > 5 && draw < shares.copy + shares.revision) return revisionOf(pick(recent))
    if (draw < shares.copy + shares.revision + shares.stranger) return strangersCall(now)
    if (draw < shares.copy + shares.revision + shares.stranger + shares.internal) return internalCall(now)
    // Squared: a few customers call often.
    return customersCall(customers[Math.floor(random() ** 2 * customers.length)]!, now)
  }

  function revisionOf(call: Webhook): Webhook {
    // Not of a version that is outdated, and not while a newer one is under way.
    if ((newestRevision.get(call.eventId) ?? 0) !== call.revision) return call
    const revision = call.revision + 1
    newestRevision.set(call.eventId, revision)
    const payload = JSON.parse(call.body) as Record<string, unknown>
    const attributes = { ...(payload['attributes'] as object), notes: notesOf(revision) }
    return { ...call, revision, body: JSON.stringify({ ...payload, attributes }) }
  }

  function customersCall({ contactId, number }: Customer, now: number): Webhook {
    const isOutbound = random() < 0.3
    const names = random() < 0.2 ? { contact_id: contactId } : {}
    const parties = isOutbound
      ? { direction: 'OUTBOUND', callerId: '+18001234567', calleeId: number }
      : { direction: 'INBOUND', callerId: number, calleeId: '+18001234567' }
    return call({ contactId, key: contactId, skipReason: null }, endOf(contactId, now), parties, names)
  }

  function strangersCall(now: number): Webhook {
    const parties = { direction: 'INBOUND', callerId: strangersNumber, calleeId: '+18001234567' }
    const expected = { contactId: null, key: strangersNumber, skipReason: 'UNKNOWN_CALLER' } as const
    return call(expected, now, parties, {})
  }

  function internalCall(now: number): Webhook {
    const parties = { direction: 'INTERNAL', callerId: '+18001234567', calleeId: '+18001234568' }
    return call({ contactId: null, key: undefined, skipReason: 'INTERNAL_CALL' }, now, parties, {})
  }

  /** Every call of a contact ends in a second of its own. */
  function endOf(contactId: string, now: number): number {
    const last = lastEnd.get(contactId) ?? now - 60_000
    if (random() < lateShare) {
      const end = (earliestEnd.get(contactId) ?? last) - leastApartMs
      earliestEnd.set(contactId, end)
      return end
    }
    const end = Math.max(now, last + leastApartMs)
    lastEnd.set(contactId, end)
    if (!earliestEnd.has(contactId)) earliestEnd.set(contactId, end)
    return end
  }

  function call(
    { contactId, key, skipReason }: Expected,
    endedAt: number,
    parties: object,
    attributes: Record<string, string>,
  ): Webhook {
    const name = `${prefix}-${String(++sequence).padStart(6, '0')}`
    const durationSeconds = 1 + Math.floor(random() * 3_000)
    const payload = {
      conversationId: name,
      participantId: 'agent-1',
      conversationType: 'phone',
      ...parties,
      startTime: new Date(endedAt - durationSeconds * 1_000).toISOString(),
      endTime: new Date(endedAt).toISOString(),
      durationSeconds,
      ...(random() < 0.5 ? { recordingId: `recording-${name}` } : {}),
      agentId: 'agent-1',
      queueName: 'Support Queue',
      attributes: { ...attributes, notes: notesOf(0) },
    }
    return {
      eventId: `${name}:agent-1`,
      revision: 0,
      contactId,
      key: key ?? name,
      skipReason,
      endedAt,
      durationSeconds,
      body: JSON.stringify(payload),
    }
  }

  return {
    next,
    accepted(webhook) {
      recent.push(webhook)
      if (recent.length > rememberedCalls) recent.shift()
    },
  }
}

/** The notes tell the revision, so that it can be read from the event and from the Task. */
export function notesOf(revision: number): string {
  return `Revision ${revision}.`
}

/** The revision that notes tell of; -1 when they tell of none. */
export function revisionIn(notes: string | null | undefined): number {
  const found = /^Revision (\d+)\.$/.exec(notes ?? '')
  return found ? Number(found[1]) : -1
}
