/**
 * A call as one Task tells it: what the event says, and what the conversation says of it. Pure.
 */
import type { CallEnded, CallEnriched } from '@calltrail/schemas'
import { customerOf, isTransferred, legsOf, mayWrapUp } from './conversation.ts'
import type { Conversation, Leg } from './conversation.ts'

/** What becomes of a conversation that went through several agents' hands. */
export const transferPolicies = ['one-task-per-agent', 'one-task-per-conversation'] as const
export type TransferPolicy = (typeof transferPolicies)[number]

type WrapUpFields = Pick<CallEnriched, 'wrapUpCode' | 'wrapUpName' | 'wrapUpNotes'>

export interface ToldCall
  extends Omit<CallEnded, 'scope'>, WrapUpFields, Pick<CallEnriched, 'transferred' | 'outcome'> {
  /** null: it is not known. */
  readonly isRecorded: boolean | null
  /** Whether the agent has not said yet what came of the call, and may; false when the conversation is not known. */
  readonly mayWrapUp: boolean
}

/** Whether the event alone says too little: who took part, or who the customer is. */
export function needsConversation(call: CallEnded): boolean {
  if (call.scope === 'CONVERSATION') return true
  if (call.direction === 'INBOUND') return call.callerId === null
  return call.direction === 'OUTBOUND' && call.calleeId === null
}

/** Whether what is known of the conversation is older than the event: it goes on, and has not come to the event's agent. */
export function lagsBehind(call: CallEnded, conversation: Conversation): boolean {
  if (conversation.tellsAttributes || call.scope === 'CONVERSATION') return false
  return conversation.endedAt === null && ownLeg(call, legsOf(conversation)) === undefined
}

/** Whether, without its conversation, the event would become other calls than with it, so that they would be told twice. */
export function isUntold(
  call: CallEnded,
  conversation: Conversation | undefined,
  policy: TransferPolicy,
): boolean {
  return call.scope === 'CONVERSATION' && conversation === undefined && policy === 'one-task-per-agent'
}

/**
 * The calls that an event is about: one, or one of each agent's when it is about the whole conversation. Their event ids depend on the
 * conversation and the policy only, so that whatever else tells of them tells of the same calls.
 */
export function tell(
  call: CallEnded,
  conversation: Conversation | undefined,
  policy: TransferPolicy,
): readonly ToldCall[] {
  if (!conversation) {
    const untold = withoutConversation(call)
    return [policy === 'one-task-per-conversation' ? asWhole(untold) : untold]
  }
  const legs = legsOf(conversation)
  const known = withConversation(call, conversation, legs)
  if (policy === 'one-task-per-conversation') return [wholeConversation(known, conversation, legs)]
  if (call.scope !== 'CONVERSATION') {
    const own = ownLeg(call, legs)
    return [own ? withLeg(known, own) : known]
  }
  return legs.length === 0 ? [asWhole(known)] : legs.map((leg) => legCall(known, leg))
}

function withoutConversation({ scope: _, ...call }: CallEnded): ToldCall {
  return {
    ...call,
    ...noWrapUp,
    transferred: null,
    outcome: call.agentId === null ? 'UNKNOWN' : 'COMPLETED',
    isRecorded: null,
    mayWrapUp: false,
  }
}

const noWrapUp: WrapUpFields = { wrapUpCode: null, wrapUpName: null, wrapUpNotes: null }

/** What all calls of the conversation have in common. What the event says is not overruled. */
function withConversation(call: CallEnded, conversation: Conversation, legs: readonly Leg[]): ToldCall {
  const customer = customerOf(conversation)
  const direction = customer ? (customer.direction ?? call.direction) : 'INTERNAL'
  return {
    ...withoutConversation(call),
    direction: call.direction === 'UNKNOWN' ? direction : call.direction,
    callerId: call.callerId ?? customer?.ani ?? null,
    calleeId: call.calleeId ?? customer?.dnis ?? null,
    attributes: { ...customer?.attributes, ...call.attributes },
    transferred: isTransferred(legs),
    outcome: legs.length > 0 || call.agentId !== null ? 'COMPLETED' : 'ABANDONED',
    isRecorded: conversation.isRecorded,
  }
}

/** The leg of an event of one participant. Some gateways send the user in place of the participant. */
function ownLeg({ participantId, agentId }: CallEnded, legs: readonly Leg[]): Leg | undefined {
  const named = legs.find(({ id }) => id === participantId)
  if (named) return named
  const ofAgent = legs.filter(
    ({ userId }) => userId !== null && (userId === agentId || userId === participantId),
  )
  if (ofAgent.length > 0) return ofAgent.at(-1)
  return participantId === null && agentId === null && legs.length === 1 ? legs[0] : undefined
}

/** What the leg says beyond the event. */
function withLeg(call: ToldCall, leg: Leg): ToldCall {
  return {
    ...call,
    agentId: call.agentId ?? leg.userId,
    agentName: call.agentName ?? leg.userName,
    queueId: call.queueId ?? leg.queueId,
    queueName:
      call.queueName ?? (call.queueId === null || call.queueId === leg.queueId ? leg.queueName : null),
    wrapUpCode: leg.wrapUp?.code ?? null,
    wrapUpName: leg.wrapUp?.name ?? null,
    wrapUpNotes: leg.wrapUp?.notes ?? null,
    mayWrapUp: mayWrapUp(leg),
  }
}

/** The call of one agent: as long as that agent spoke. */
function legCall(call: ToldCall, leg: Leg): ToldCall {
  const endedAt = Math.max(leg.answeredAt, leg.endedAt ?? call.endedAt)
  return {
    ...withLeg({ ...call, agentId: null, agentName: null, queueId: null, queueName: null }, leg),
    eventId: `${call.conversationId}:${leg.id}`,
    participantId: leg.id,
    ...lasting(leg.answeredAt, endedAt),
  }
}

/** The conversation as one call: of the agent who spoke last, as long as it lasted. */
function wholeConversation(call: ToldCall, conversation: Conversation, legs: readonly Leg[]): ToldCall {
  const last = legs.toSorted((a, b) => lastWord(a) - lastWord(b)).at(-1)
  const told = last
    ? withLeg({ ...call, agentId: null, agentName: null, queueId: null, queueName: null }, last)
    : call
  const startedAt = Math.min(conversation.startedAt, call.startedAt)
  const endedAt = Math.max(startedAt, conversation.endedAt ?? 0, call.endedAt)
  return { ...asWhole(told), ...lasting(startedAt, endedAt) }
}

/** An agent without an end still spoke when Genesys was asked. */
function lastWord({ endedAt }: Leg): number {
  return endedAt ?? Number.MAX_SAFE_INTEGER
}

function asWhole(call: ToldCall): ToldCall {
  return { ...call, eventId: call.conversationId, participantId: null }
}

function lasting(startedAt: number, endedAt: number) {
  return { startedAt, endedAt, durationSeconds: Math.floor((endedAt - startedAt) / 1_000) }
}
