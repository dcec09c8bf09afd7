import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { ControlInputError, parseControl } from '../control/control-routes.ts'
import { bodyOf, CONTROL_PREFIX } from '../control/request.ts'
import type { DetailJobs } from './analytics/detail-jobs.ts'
import { compactConversationSchema } from './compact-conversation.ts'
import type { Conversations } from './conversations.ts'
import type { Directory } from './directory.ts'
import type { RateLimit } from './rate-limit.ts'
import type { RecordingShelf } from './recordings.ts'

interface GenesysParts {
  readonly shelf: RecordingShelf
  readonly conversations: Conversations
  readonly directory: Directory
  readonly jobs: DetailJobs
  readonly rateLimit: RateLimit
}

interface ById {
  readonly Params: { readonly id: string }
}

const recordingSchema = z.strictObject({
  state: z.enum(['available', 'transcoding', 'missing']),
  delayMs: z.int().min(0).default(0),
  availableAfterMs: z.int().min(0).optional(),
  conversationId: z.string().optional(),
})
const shelfSchema = z.strictObject({ default: z.enum(['available', 'missing']) })
const platformConversationSchema = z.looseObject({
  startTime: z.string().optional(),
  endTime: z.string().optional(),
  participants: z.array(z.looseObject({ purpose: z.string() })),
})
const wrapUpSchema = z.strictObject({
  code: z.string(),
  notes: z.string().optional(),
  durationSeconds: z.int().min(0).optional(),
  endTime: z.string().optional(),
})
const userSchema = z.strictObject({
  name: z.string(),
  email: z.string(),
  state: z.enum(['active', 'inactive', 'deleted']).default('active'),
})
const entrySchema = z.strictObject({ name: z.string() })
const jobsSchema = z.strictObject({ pendingAnswers: z.int().min(0) })
const rateLimitSchema = z.strictObject({ requestsPerMinute: z.int().min(0) })

/** The `/_control` routes that only a Genesys organization has. All are undone by a reset. */
export function installGenesysControl(app: FastifyInstance, parts: GenesysParts): void {
  installConversationControl(app, parts)
  installRecordingControl(app, parts)
  installDirectoryControl(app, parts)
  app.post(`${CONTROL_PREFIX}/analytics-jobs`, (request, reply) => {
    parts.jobs.pendingAnswers = parseControl(jobsSchema, bodyOf(request).json).pendingAnswers
    return reply.code(204).send()
  })
  app.post(`${CONTROL_PREFIX}/rate-limit`, (request, reply) => {
    const { requestsPerMinute } = parseControl(rateLimitSchema, bodyOf(request).json)
    parts.rateLimit.requestsPerMinute = requestsPerMinute
    parts.rateLimit.clear()
    return reply.send({ requestsPerMinute })
  })
}

/** A conversation is put by its `legs`, or with the very `participants` that the API is to show. */
function installConversationControl(app: FastifyInstance, { conversations }: GenesysParts): void {
  app.put<ById>(`${CONTROL_PREFIX}/conversations/:id`, (request, reply) => {
    const { id } = request.params
    const { json } = bodyOf(request)
    if (typeof json === 'object' && json !== null && 'participants' in json) {
      conversations.putPlatform({ ...parseControl(platformConversationSchema, json), id })
    } else {
      conversations.putCompact(id, parseControl(compactConversationSchema, json))
    }
    return reply.code(204).send()
  })
  app.put<{ Params: { id: string; participantId: string } }>(
    `${CONTROL_PREFIX}/conversations/:id/wrap-ups/:participantId`,
    (request, reply) => {
      const { id, participantId } = request.params
      const isKnown = conversations.wrapUp(
        id,
        participantId,
        parseControl(wrapUpSchema, bodyOf(request).json),
      )
      if (!isKnown) throw new ControlInputError(`there is no participant ${participantId} in ${id}`)
      return reply.code(204).send()
    },
  )
}

function installRecordingControl(app: FastifyInstance, { shelf }: GenesysParts): void {
  app.put<ById>(`${CONTROL_PREFIX}/recordings/:id`, (request, reply) => {
    const { id } = request.params
    const { conversationId, ...recording } = parseControl(recordingSchema, bodyOf(request).json)
    shelf.put({ id, conversationId: conversationId ?? shelf.find(id).conversationId, ...recording })
    return reply.code(204).send()
  })
  app.post(`${CONTROL_PREFIX}/recordings`, (request, reply) => {
    shelf.unknown = parseControl(shelfSchema, bodyOf(request).json).default
    return reply.code(204).send()
  })
}

function installDirectoryControl(app: FastifyInstance, { directory }: GenesysParts): void {
  app.put<ById>(`${CONTROL_PREFIX}/users/:id`, (request, reply) => {
    const { id } = request.params
    directory.users.set(id, { id, ...parseControl(userSchema, bodyOf(request).json) })
    return reply.code(204).send()
  })
  app.put<ById>(`${CONTROL_PREFIX}/queues/:id`, (request, reply) => {
    const { id } = request.params
    directory.queues.set(id, { id, ...parseControl(entrySchema, bodyOf(request).json) })
    return reply.code(204).send()
  })
  app.put<ById>(`${CONTROL_PREFIX}/wrapupcodes/:id`, (request, reply) => {
    const { id } = request.params
    directory.wrapUpCodes.set(id, { id, ...parseControl(entrySchema, bodyOf(request).json) })
    return reply.code(204).send()
  })
}
