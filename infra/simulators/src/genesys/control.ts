import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { parseControl } from '../control/control-routes.ts'
import { bodyOf, CONTROL_PREFIX } from '../control/request.ts'
import type { Conversations } from './conversations.ts'
import type { RateLimit } from './rate-limit.ts'
import type { RecordingShelf } from './recordings.ts'

interface GenesysParts {
  readonly shelf: RecordingShelf
  readonly conversations: Conversations
  readonly rateLimit: RateLimit
}

const recordingSchema = z.strictObject({
  state: z.enum(['available', 'transcoding', 'missing']),
  delayMs: z.int().min(0).default(0),
  availableAfterMs: z.int().min(0).optional(),
  conversationId: z.string().optional(),
})
const shelfSchema = z.strictObject({ default: z.enum(['available', 'missing']) })
const conversationSchema = z.looseObject({ participants: z.array(z.looseObject({ purpose: z.string() })) })
const rateLimitSchema = z.strictObject({ requestsPerMinute: z.int().min(0) })

/** The `/_control` routes that only a Genesys organization has. All are undone by a reset. */
export function installGenesysControl(
  app: FastifyInstance,
  { shelf, conversations, rateLimit }: GenesysParts,
): void {
  app.put<{ Params: { id: string } }>(`${CONTROL_PREFIX}/recordings/:id`, (request, reply) => {
    const { id } = request.params
    const { conversationId, ...recording } = parseControl(recordingSchema, bodyOf(request).json)
    shelf.put({ id, conversationId: conversationId ?? shelf.find(id).conversationId, ...recording })
    return reply.code(204).send()
  })
  app.post(`${CONTROL_PREFIX}/recordings`, (request, reply) => {
    shelf.unknown = parseControl(shelfSchema, bodyOf(request).json).default
    return reply.code(204).send()
  })
  app.put<{ Params: { id: string } }>(`${CONTROL_PREFIX}/conversations/:id`, (request, reply) => {
    conversations.put({ ...parseControl(conversationSchema, bodyOf(request).json), id: request.params.id })
    return reply.code(204).send()
  })
  app.post(`${CONTROL_PREFIX}/rate-limit`, (request, reply) => {
    const { requestsPerMinute } = parseControl(rateLimitSchema, bodyOf(request).json)
    rateLimit.requestsPerMinute = requestsPerMinute
    rateLimit.clear()
    return reply.send({ requestsPerMinute })
  })
}
