/**
 * The webhook that the ingress should have had, made from what Genesys tells.
 */
import { directionOf, isCustomer, voiceSessionsOf } from './conversation.ts'
import type { Conversation, Direction } from './conversation.ts'
import type { ExpectedEvent } from './expected-events.ts'

/** What the conversation itself tells beyond the analytics. */
export interface ConversationDetails {
  readonly participants: readonly {
    readonly participantId: string
    readonly purpose: string
    readonly name: string | undefined
    readonly queueId: string | undefined
    readonly queueName: string | undefined
    readonly recordingId: string | undefined
    readonly attributes: Readonly<Record<string, string>>
  }[]
}

/** The body of the signed webhook. */
export interface WebhookPayload {
  readonly conversationId: string
  readonly participantId?: string
  readonly conversationType: 'phone'
  readonly direction: Direction
  readonly callerId?: string
  readonly calleeId?: string
  /** ISO-8601. */
  readonly startTime: string
  readonly endTime: string
  readonly durationSeconds: number
  readonly recordingId?: string
  readonly agentId?: string
  readonly agentName?: string
  readonly queueId?: string
  readonly queueName?: string
  readonly attributes: Readonly<Record<string, string>>
}

/**
 * @param event of a conversation that has ended
 * @param details undefined when Genesys has the conversation no longer: names and attributes are then left out
 */
export function webhookPayload(
  { conversation, leg }: ExpectedEvent,
  details: ConversationDetails | undefined,
): WebhookPayload {
  const startedAt = leg?.startedAt ?? conversation.startedAt
  const endedAt = Math.max(startedAt, leg?.endedAt ?? conversation.endedAt ?? startedAt)
  const participant = details?.participants.find(({ participantId }) => participantId === leg?.participantId)
  const queueId = leg?.queueId ?? participant?.queueId ?? queueWaitedIn(conversation)
  const queueName = details?.participants.find(
    (other) => other.queueId === queueId && other.queueName,
  )?.queueName
  const optional = {
    participantId: leg?.participantId,
    ...numbersOf(conversation),
    recordingId: participant?.recordingId,
    agentId: leg?.userId,
    agentName: participant?.name ?? leg?.name,
    queueId,
    queueName,
  }
  return {
    conversationId: conversation.conversationId,
    conversationType: 'phone',
    direction: directionOf(conversation),
    startTime: new Date(startedAt).toISOString(),
    endTime: new Date(endedAt).toISOString(),
    durationSeconds: Math.floor((endedAt - startedAt) / 1_000),
    attributes: attributesIn(details),
    ...withoutUndefined(optional),
  }
}

/** The customer's own session has the numbers as they were dialled; an agent's may have an extension. */
function numbersOf({ participants }: Conversation): Pick<WebhookPayload, 'callerId' | 'calleeId'> {
  const customersFirst = participants.toSorted((a, b) => Number(isCustomer(b)) - Number(isCustomer(a)))
  const sessions = customersFirst.flatMap(voiceSessionsOf)
  const number = (side: 'ani' | 'dnis') => plain(sessions.find((session) => session[side])?.[side])
  return withoutUndefined({ callerId: number('ani'), calleeId: number('dnis') })
}

function plain(address: string | undefined): string | undefined {
  return address?.replace(/^tel:/, '')
}

/** Of a call that was abandoned, the queue that it waited in last. */
function queueWaitedIn({ participants }: Conversation): string | undefined {
  const segments = participants.flatMap(voiceSessionsOf).flatMap((session) => session.segments)
  return segments
    .toSorted((a, b) => a.startedAt - b.startedAt)
    .findLast(({ queueId }) => queueId !== undefined)?.queueId
}

/** Flows put them on the customer; of a name that several participants have, the customer's counts. */
function attributesIn(details: ConversationDetails | undefined): Record<string, string> {
  const participants = details?.participants ?? []
  const customersLast = participants.toSorted((a, b) => Number(isCustomer(a)) - Number(isCustomer(b)))
  return Object.fromEntries(customersLast.flatMap(({ attributes }) => Object.entries(attributes)))
}

type Defined<Members> = { [Name in keyof Members]?: Exclude<Members[Name], undefined> }

function withoutUndefined<Members extends object>(members: Members): Defined<Members> {
  return Object.fromEntries(
    Object.entries(members).filter(([, value]) => value !== undefined),
  ) as Defined<Members>
}
