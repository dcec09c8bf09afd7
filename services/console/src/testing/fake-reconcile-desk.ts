import { conversationIdOf } from '@calltrail/schemas'
import type { Conversation } from '../domain/conversation.ts'
import type { ConversationTrail, Trace } from '../domain/event-trail.ts'
import type { TimeSpan } from '../domain/time-span.ts'
import type { WebhookPayload } from '../domain/webhook-payload.ts'
import type { Bookmark, Bookmarks } from '../ports/bookmarks.ts'
import type { Admission } from '../ports/front-door.ts'
import { pageSize } from '../ports/genesys-conversations.ts'
import type { GenesysConversations } from '../ports/genesys-conversations.ts'
import type { ReconcileDesk } from '../reconcile/desk.ts'

const dayMs = 86_400_000

export interface FakeGenesys extends GenesysConversations {
  /** What it was asked about, page by page. */
  readonly asked: readonly { readonly span: TimeSpan; readonly pageNumber: number }[]
}

interface FakeGenesysOptions {
  readonly beforePage?: (asked: number) => void | Promise<void>
  /** How many hits it says there are, when it does not count. */
  readonly totalHits?: (span: TimeSpan, counted: number) => number | undefined
}

/** For tests: Genesys's list, with its rule of the UTC day. */
export function fakeGenesys(
  conversations: readonly Conversation[],
  { beforePage, totalHits = (_, counted) => counted }: FakeGenesysOptions = {},
): FakeGenesys {
  const asked: { span: TimeSpan; pageNumber: number }[] = []
  return {
    asked,
    async page(span, pageNumber, signal) {
      signal.throwIfAborted()
      asked.push({ span, pageNumber })
      await beforePage?.(asked.length)
      const firstDay = Math.floor(span.from / dayMs)
      const found = conversations
        .filter((one) => one.startedAt < span.to && (one.endedAt ?? Infinity) >= span.from)
        .filter((one) => Math.floor(one.startedAt / dayMs) >= firstDay)
        .toSorted((a, b) => a.startedAt - b.startedAt)
      const page = found.slice((pageNumber - 1) * pageSize, pageNumber * pageSize)
      return { conversations: page, totalHits: totalHits(span, found.length) }
    },
    details: async () => undefined,
  }
}

export interface FakeDesk extends ReconcileDesk {
  readonly genesys: FakeGenesys
  /** What came through the front door. */
  readonly sent: readonly WebhookPayload[]
  /** Since when Kafka was read, each time. */
  readonly reads: readonly number[]
  /** The event ids that Salesforce was asked about, each time. */
  readonly askedSalesforce: readonly (readonly string[])[]
  /** How often it was closed. */
  closed: number
  [Symbol.asyncDispose](): Promise<void>
}

interface FakeDeskOptions extends FakeGenesysOptions {
  readonly conversations?: readonly Conversation[]
  /** By event id. */
  readonly traces?: Readonly<Record<string, readonly Trace[]>>
  /** Event ids; undefined when nobody can ask Salesforce. */
  readonly tasks?: readonly string[]
  readonly admit?: (payload: WebhookPayload, sent: number) => Admission | Promise<Admission>
}

/** For tests: what is sent through the door is in flight at once. */
export function fakeReconcileDesk(options: FakeDeskOptions = {}): FakeDesk {
  const { conversations = [], traces = {}, tasks, admit = () => ({ kind: 'taken' as const }) } = options
  const told = new Map<string, readonly Trace[]>(Object.entries(traces))
  const sent: WebhookPayload[] = []
  const reads: number[] = []
  const askedSalesforce: string[][] = []
  const desk: FakeDesk = {
    genesys: fakeGenesys(conversations, options),
    ledger: {
      async read(since, isWanted, signal) {
        signal.throwIfAborted()
        reads.push(since)
        const wanted = [...told].filter(([eventId]) => isWanted(conversationIdOf(eventId)))
        const byConversation = Map.groupBy(wanted, ([eventId]) => conversationIdOf(eventId))
        return new Map<string, ConversationTrail>(
          [...byConversation].map(([conversationId, trail]) => [conversationId, new Map(trail)]),
        )
      },
    },
    tasks: tasks && {
      async having(eventIds) {
        askedSalesforce.push([...eventIds])
        return new Set(eventIds.filter((eventId) => tasks.includes(eventId)))
      },
    },
    frontDoor: {
      address: 'http://ingress.test',
      async send(payload) {
        const admission = await admit(payload, sent.length)
        if (admission.kind === 'refused') return admission
        sent.push(payload)
        const { conversationId, participantId } = payload
        const eventId = participantId === undefined ? conversationId : `${conversationId}:${participantId}`
        told.set(eventId, [...(told.get(eventId) ?? []), { kind: 'received', at: 0 }])
        return admission
      },
    },
    sent,
    reads,
    askedSalesforce,
    closed: 0,
    async [Symbol.asyncDispose]() {
      desk.closed += 1
    },
  }
  return desk
}

export interface FakeBookmarks extends Bookmarks {
  readonly all: Map<string, Bookmark>
}

export function fakeBookmarks(): FakeBookmarks {
  const all = new Map<string, Bookmark>()
  return {
    all,
    read: async (name) => all.get(name),
    write: async (name, bookmark) => void all.set(name, bookmark),
    remove: async (name) => void all.delete(name),
  }
}
