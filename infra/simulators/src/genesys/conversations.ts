import type { FastifyInstance } from 'fastify'
import type { SimulatorClock } from '../control/clock.ts'
import type { CompactConversation } from './compact-conversation.ts'
import type { Directory } from './directory.ts'
import { errorBody, notFound } from './errors.ts'
import { expandConversation, type ExpandedConversation, type WrapUpDelays } from './expand-conversation.ts'
import type { PlatformConversation, PlatformParticipant, Wrapup } from './platform-conversation.ts'

/** Conversations by id, as in the sample organization. */
export type ConversationSeed = Readonly<Record<string, CompactConversation>>

interface KnownConversation extends ExpandedConversation {
  readonly knownSinceMs: number
}

/** The conversations the organization knows. */
export class Conversations {
  readonly #conversations = new Map<string, KnownConversation>()
  readonly #clock: SimulatorClock
  readonly #directory: Directory
  readonly #seed: ConversationSeed

  constructor(clock: SimulatorClock, directory: Directory, seed: ConversationSeed) {
    this.#clock = clock
    this.#directory = directory
    this.#seed = seed
    this.reset()
  }

  reset(): void {
    this.#conversations.clear()
    for (const [id, conversation] of Object.entries(this.#seed)) this.putCompact(id, conversation)
  }

  putCompact(id: string, conversation: CompactConversation): void {
    this.#put(expandConversation(id, conversation, this.#directory, this.#clock.now()))
  }

  /** As the Platform API is to show it, word for word. */
  putPlatform(conversation: PlatformConversation): void {
    this.#put({ conversation, wrapUpDelaysMs: {} })
  }

  /** Sets the wrap-up of one participant, at once. @returns false when there is no such conversation or participant. */
  wrapUp(conversationId: string, participantId: string, wrapup: Wrapup): boolean {
    const known = this.#conversations.get(conversationId)
    if (!known?.conversation.participants.some(({ id }) => id === participantId)) return false
    const name = wrapup.name ?? this.#directory.wrapUpCodes.get(wrapup.code ?? '')?.name
    const { [participantId]: _delayMs, ...otherDelaysMs } = known.wrapUpDelaysMs
    this.#conversations.set(conversationId, {
      ...known,
      conversation: withParticipants(known.conversation, (participant) =>
        participant.id === participantId
          ? { ...participant, wrapup: { ...wrapup, ...(name !== undefined && { name }) } }
          : participant,
      ),
      wrapUpDelaysMs: otherDelaysMs,
    })
    return true
  }

  /** As the API shows it at the moment: without the wrap-ups that are not done yet. */
  find(id: string): PlatformConversation | undefined {
    const known = this.#conversations.get(id)
    if (!known) return undefined
    const knownForMs = this.#clock.now() - known.knownSinceMs
    return withoutPending(known.conversation, known.wrapUpDelaysMs, knownForMs)
  }

  all(): PlatformConversation[] {
    return [...this.#conversations.keys()].flatMap((id) => this.find(id) ?? [])
  }

  #put(expanded: ExpandedConversation): void {
    this.#conversations.set(expanded.conversation.id, { ...expanded, knownSinceMs: this.#clock.now() })
  }
}

export function installConversations(app: FastifyInstance, conversations: Conversations): void {
  app.get<{ Params: { conversationId: string } }>(
    '/api/v2/conversations/:conversationId',
    (request, reply) => {
      const conversation = conversations.find(request.params.conversationId)
      if (!conversation) return reply.code(404).send(errorBody(notFound(request.params.conversationId)))
      return reply.send({ ...conversation, selfUri: `/api/v2/conversations/${conversation.id}` })
    },
  )
}

function withoutPending(
  conversation: PlatformConversation,
  delaysMs: WrapUpDelays,
  knownForMs: number,
): PlatformConversation {
  return withParticipants(conversation, (participant) => {
    const isPending = (delaysMs[participant.id ?? ''] ?? 0) > knownForMs
    if (!isPending) return participant
    const { wrapup: _wrapup, ...rest } = participant
    return rest
  })
}

function withParticipants(
  conversation: PlatformConversation,
  change: (participant: PlatformParticipant) => PlatformParticipant,
): PlatformConversation {
  return { ...conversation, participants: conversation.participants.map(change) }
}
