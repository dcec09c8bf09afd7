/**
 * What the comparison of a conversation with its events comes to.
 */
import type { Conversation } from './conversation.ts'
import { fateOf } from './event-trail.ts'
import type { ConversationTrail, Fate } from './event-trail.ts'
import { expectedEvents } from './expected-events.ts'
import type { ExpectedEvent } from './expected-events.ts'

export type Verdict =
  | Fate
  /** Nothing of Calltrail has ever seen it. */
  | { readonly kind: 'never-received' }
  /** Salesforce has no Task, and Kafka no longer tells whether that is as it should be. */
  | { readonly kind: 'no-task' }
  /** It was logged, and Salesforce has its Task no longer. */
  | { readonly kind: 'task-gone' }

export interface Finding {
  readonly event: ExpectedEvent
  readonly verdict: Verdict
}

/**
 * What became of each event that a conversation should have given rise to.
 *
 * An agent's part is known by its participant, or by its user where whoever sends the webhooks says that instead. Any other event of the
 * conversation, such as one of the conversation as a whole, stands for all the parts that have none of their own.
 * @param taskIds event ids whose Tasks Salesforce has; undefined when it was not asked
 */
export function findingsOf(
  conversation: Conversation,
  trail: ConversationTrail,
  taskIds?: ReadonlySet<string>,
): Finding[] {
  const expected = expectedEvents(conversation)
  const ownIds = new Set(expected.flatMap(idsOf))
  const others = [...trail.keys()].filter((eventId) => !ownIds.has(eventId))
  // With the conversation's own id, which a Task may have that no topic tells of any more.
  const standIns = [...new Set([...others, conversation.conversationId])]
  const instead = verdictOn(standIns, trail, taskIds)
  return expected.map((event) => {
    const own = verdictOn(idsOf(event), trail, taskIds)
    // What was received for a part may have been logged for the whole.
    const isOpen = own === undefined || (own.kind === 'in-flight' && instead && isSettled(instead))
    return { event, verdict: (isOpen ? instead : own) ?? { kind: 'never-received' } }
  })
}

/** The event ids under which a part of a conversation may be known. */
export function idsOf({ eventId, conversation, leg }: ExpectedEvent): string[] {
  return leg?.userId === undefined ? [eventId] : [eventId, `${conversation.conversationId}:${leg.userId}`]
}

function verdictOn(
  eventIds: readonly string[],
  trail: ConversationTrail,
  taskIds: ReadonlySet<string> | undefined,
): Verdict | undefined {
  const fate = fateOf(eventIds.flatMap((eventId) => trail.get(eventId) ?? []))
  if (taskIds === undefined) return fate
  if (eventIds.some((eventId) => taskIds.has(eventId))) return { kind: 'logged' }
  return fate?.kind === 'logged' ? { kind: 'task-gone' } : fate
}

/** Whether the call is where it belongs, or somebody or something has decided that it does not. */
export function isSettled({ kind }: Verdict): boolean {
  return kind === 'logged' || kind === 'skipped' || kind === 'resolved'
}

/** Whether to send the call through the front door would help. */
export function isRepairable({ kind }: Verdict, options: { readonly restore: boolean }): boolean {
  return kind === 'never-received' || kind === 'no-task' || (kind === 'task-gone' && options.restore)
}
