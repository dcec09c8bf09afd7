import type { Agent } from '../domain/agent.ts'
import type { Contact, PhoneMatch } from '../domain/contact.ts'
import type { Conversation } from '../domain/conversation.ts'
import type { E164 } from '../domain/customer-number.ts'
import type { Recording } from '../domain/recording.ts'
import type { AgentDirectory } from '../ports/agent-directory.ts'
import type { ContactDirectory } from '../ports/contact-directory.ts'
import type { ConversationLibrary } from '../ports/conversation-library.ts'
import type { RecordingLibrary } from '../ports/recording-library.ts'

/** For tests: a directory of these contacts that keeps what it was asked. */
export function fakeDirectory(
  known: {
    readonly byId?: Readonly<Record<string, Contact>>
    readonly byPhone?: Readonly<Record<E164, PhoneMatch>>
  } = {},
) {
  const asked: { ids: string[][]; phones: E164[][] } = { ids: [], phones: [] }
  const directory: ContactDirectory = {
    async byId(ids) {
      asked.ids.push([...ids])
      return pick(known.byId ?? {}, ids)
    },
    async byPhone(phones) {
      asked.phones.push([...phones])
      return pick(known.byPhone ?? {}, phones)
    },
  }
  return { ...directory, asked }
}

/** For tests: a library of these recordings, by their ids or those of their conversations. Keeps what it was asked. */
export function fakeRecordings(known: Readonly<Record<string, Recording>> = {}) {
  const asked: string[] = []
  const library: RecordingLibrary = {
    async locate({ recordingId, conversationId }, { leftMs }) {
      asked.push(recordingId ?? conversationId)
      if (leftMs() <= 0) return { status: 'PENDING' }
      if (recordingId !== null) return known[recordingId] ?? { status: 'MISSING' }
      return known[conversationId] ?? { status: 'NOT_RECORDED' }
    },
  }
  return { ...library, asked }
}

/** For tests: a library of these conversations that keeps what it was asked. */
export function fakeConversations(...known: readonly Conversation[]) {
  const byId = Object.fromEntries(known.map((conversation) => [conversation.id, conversation]))
  const outlines = Object.fromEntries(
    known.map((conversation) => [conversation.id, withoutAttributes(conversation)]),
  )
  const asked: { whole: string[][]; outlines: string[][] } = { whole: [], outlines: [] }
  const library: ConversationLibrary = {
    async whole(ids, { leftMs }) {
      if (ids.size > 0) asked.whole.push([...ids])
      return leftMs() <= 0 ? new Map() : pick(byId, ids)
    },
    async outline(ids, { leftMs }) {
      if (ids.size > 0) asked.outlines.push([...ids])
      return leftMs() <= 0 ? new Map() : pick(outlines, ids)
    },
  }
  return { ...library, asked }
}

function withoutAttributes(conversation: Conversation): Conversation {
  const participants = conversation.participants.map((participant) => ({ ...participant, attributes: {} }))
  return { ...conversation, tellsAttributes: false, participants }
}

/** For tests: a directory of these agents that keeps what it was asked. */
export function fakeAgents(known: Readonly<Record<string, Agent>> = {}) {
  const asked: string[][] = []
  const directory: AgentDirectory = {
    async find(ids, { leftMs }) {
      asked.push([...ids])
      return leftMs() <= 0 ? new Map() : pick(known, ids)
    },
  }
  return { ...directory, asked }
}

function pick<Key extends string, Value>(
  known: Readonly<Record<Key, Value>>,
  keys: ReadonlySet<Key>,
): Map<Key, Value> {
  return new Map([...keys].filter((key) => Object.hasOwn(known, key)).map((key) => [key, known[key]]))
}
