/**
 * What is known of each event of a batch before contacts, agents and recordings are added.
 */
import type { HandlerContext } from '@calltrail/runtime'
import type { CallEnded } from '@calltrail/schemas'
import type { Conversation } from './domain/conversation.ts'
import type { Look } from './domain/follow-up.ts'
import { fromWords } from './domain/gaps.ts'
import type { Gaps } from './domain/gaps.ts'
import { isUntold, lagsBehind, needsConversation, tell } from './domain/told-call.ts'
import type { ToldCall, TransferPolicy } from './domain/told-call.ts'

/** An event, which look at it this is, and the calls that it is about. */
export interface Case {
  readonly event: CallEnded
  readonly look: Look
  /** What was missing the time before, as it was said; undefined when the event is told for the first time. */
  readonly missing: string | undefined
  /** null: they cannot be told, or not as well as before, without their conversation, which is not known just now. */
  readonly calls: readonly OpenCall[] | null
  /** Told without its conversation for good: with it, the calls would have other event ids, and be logged again. */
  readonly isFinal: boolean
}

export interface OpenCall {
  readonly call: ToldCall
  /** undefined when it is told for the first time. */
  readonly before: Gaps | undefined
}

export interface CaseRules {
  readonly transfers: TransferPolicy
  readonly asksForConversations: boolean
  readonly asksForRecordings: boolean
}

export function openCase(
  event: CallEnded,
  found: Conversation | undefined,
  context: HandlerContext<CallEnded>,
  { transfers, asksForConversations, asksForRecordings }: CaseRules,
): Case {
  const conversation = found && lagsBehind(event, found) ? undefined : found
  const followUp = context.followUp(event)
  const gapsBefore = followUp && fromWords(followUp.missing)
  const calls = tell(event, conversation, transfers).map((call) => ({ call, before: gapsBefore?.(call) }))
  const look = {
    number: followUp?.number ?? 0,
    asksForConversations,
    asksForRecordings,
    // An outline lacks the attributes, which may name the contact; the event of a webhook has them itself.
    knowsConversation:
      conversation !== undefined && (conversation.tellsAttributes || !needsConversation(event)),
    namesRecording: event.scope !== 'CONVERSATION',
  }
  const opened = { event, look, missing: followUp?.missing, calls, isFinal: false }
  if (!asksForConversations || conversation) return opened
  if (isUntold(event, conversation, transfers)) {
    const isFinal = !followUp && context.isLastTry(event)
    return isFinal ? { ...opened, isFinal } : { ...opened, calls: null }
  }
  const knewConversation = calls.some(({ before }) => before && !before.has('conversation'))
  return knewConversation ? { ...opened, calls: null } : opened
}
