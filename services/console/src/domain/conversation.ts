/**
 * A conversation as Genesys Cloud's analytics tells of it, as far as reconciliation looks at it.
 */

/** Times in epoch milliseconds, throughout. */
export interface Conversation {
  readonly conversationId: string
  readonly startedAt: number
  /** Undefined while the conversation goes on. */
  readonly endedAt: number | undefined
  /** How it began, seen from the contact centre; undefined when Genesys does not say. */
  readonly originatingDirection: SessionDirection | undefined
  readonly participants: readonly Participant[]
}

export type SessionDirection = 'inbound' | 'outbound'

export interface Participant {
  readonly participantId: string
  /** Such as customer, external, ivr, acd, agent, user, voicemail. */
  readonly purpose: string
  readonly name: string | undefined
  readonly userId: string | undefined
  readonly sessions: readonly Session[]
}

/** A participant's part in one medium. */
export interface Session {
  readonly mediaType: string
  readonly direction: SessionDirection | undefined
  /** Number of the calling side, as Genesys writes it: `tel:+15551234567`. */
  readonly ani: string | undefined
  /** Number of the called side. */
  readonly dnis: string | undefined
  /** Listens to somebody else's call, or whispers to them: a supervisor, not the one who handles it. */
  readonly isSupervision: boolean
  readonly segments: readonly Segment[]
}

export interface Segment {
  /** Such as alert, contacting, dialing, interact, hold, wrapup. */
  readonly type: string
  readonly queueId: string | undefined
  readonly startedAt: number
  readonly endedAt: number | undefined
}

export type Direction = 'INBOUND' | 'OUTBOUND' | 'INTERNAL'

/** Internal is what nobody from outside took part in. A callback begins inbound, and its call is outbound: the customer's call counts. */
export function directionOf({ participants, originatingDirection }: Conversation): Direction {
  const customer = participants.find(isCustomer)
  // A caller who gave up in the menu may leave only the menu behind.
  if (!customer) return participants.some(isAgent) ? 'INTERNAL' : 'INBOUND'
  const [call] = voiceSessionsOf(customer)
  return (call?.direction ?? originatingDirection) === 'outbound' ? 'OUTBOUND' : 'INBOUND'
}

export function isCustomer({ purpose }: Pick<Participant, 'purpose'>): boolean {
  return purpose === 'customer' || purpose === 'external'
}

/** `agent` handles the calls of queues, `user` those that come or go past the queues. */
export function isAgent({ purpose }: Pick<Participant, 'purpose'>): boolean {
  return purpose === 'agent' || purpose === 'user'
}

export function voiceSessionsOf({ sessions }: Participant): Session[] {
  return sessions.filter(({ mediaType, isSupervision }) => mediaType === 'voice' && !isSupervision)
}
