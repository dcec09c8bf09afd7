/** A conversation as Genesys tells it, whichever of its APIs was asked. Times are epoch milliseconds. */
export interface Conversation {
  readonly id: string
  readonly startedAt: number
  /** null: it goes on, as far as Genesys knows. */
  readonly endedAt: number | null
  /** null: this API does not tell. */
  readonly isRecorded: boolean | null
  /** Whether this API tells the customer's attributes. */
  readonly tellsAttributes: boolean
  readonly participants: readonly Participant[]
}

/** Somebody, or something, that took part by phone, or was asked to. */
export interface Participant {
  readonly id: string
  /** Such as customer, external, ivr, acd, agent, user, voicemail. */
  readonly purpose: string
  readonly direction: 'INBOUND' | 'OUTBOUND' | null
  /** The calling number, and the one that was called, seen from the conversation. */
  readonly ani: string | null
  readonly dnis: string | null
  readonly userId: string | null
  readonly userName: string | null
  readonly queueId: string | null
  readonly queueName: string | null
  /** null: was rung, and did not answer. */
  readonly answeredAt: number | null
  readonly endedAt: number | null
  /** Listens to another participant, as a supervisor does, without a word to the customer. */
  readonly isListener: boolean
  readonly wrapUp: WrapUp | null
  readonly wrapUpSkipped: boolean
  readonly attributes: Readonly<Record<string, string>>
}

/** What an agent says of a call after it. */
export interface WrapUp {
  readonly code: string | null
  readonly name: string | null
  readonly notes: string | null
}

/** An agent's part of a conversation. */
export type Leg = Participant & { readonly answeredAt: number }

/** The parts of all agents who spoke, in the order in which they answered. Who was rung and did not answer has none. */
export function legsOf({ participants }: Conversation): readonly Leg[] {
  return participants.filter(isLeg).toSorted((a, b) => a.answeredAt - b.answeredAt)
}

function isLeg(participant: Participant): participant is Leg {
  const { purpose, answeredAt, isListener } = participant
  return (purpose === 'agent' || purpose === 'user') && answeredAt !== null && !isListener
}

/** Whether the call went through the hands of several agents; one who has it back is one. */
export function isTransferred(legs: readonly Leg[]): boolean {
  return new Set(legs.map(({ userId, id }) => userId ?? id)).size > 1
}

/** An agent answers only for calls of a queue what came of them. */
export function mayWrapUp({ wrapUp, wrapUpSkipped, queueId }: Leg): boolean {
  return wrapUp === null && !wrapUpSkipped && queueId !== null
}

/** The customer's side; undefined when the conversation is internal. Somebody outside who was called in is the customer of no call but that. */
export function customerOf({ participants }: Conversation): Participant | undefined {
  return (
    participants.find(({ purpose }) => purpose === 'customer') ??
    participants.find(({ purpose }) => purpose === 'external')
  )
}
