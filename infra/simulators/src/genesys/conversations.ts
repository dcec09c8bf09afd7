import type { FastifyInstance } from 'fastify'
import { errorBody, notFound } from './errors.ts'
import type { SampleConversation } from './sample-calls.ts'

/** The conversations the organization knows. */
export class Conversations {
  readonly #conversations = new Map<string, SampleConversation>()
  readonly #seed: readonly SampleConversation[]

  constructor(seed: readonly SampleConversation[]) {
    this.#seed = seed
    this.reset()
  }

  reset(): void {
    this.#conversations.clear()
    for (const conversation of this.#seed) this.put(conversation)
  }

  put(conversation: SampleConversation): void {
    this.#conversations.set(conversation.id, conversation)
  }

  find(id: string): SampleConversation | undefined {
    return this.#conversations.get(id)
  }

  all(): SampleConversation[] {
    return [...this.#conversations.values()]
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
