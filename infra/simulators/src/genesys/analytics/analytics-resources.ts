import type { FastifyInstance, FastifyReply } from 'fastify'
import type { SimulatorClock } from '../../control/clock.ts'
import { bodyOf, queryOf } from '../../control/request.ts'
import type { Conversations } from '../conversations.ts'
import { idsOf } from '../directory-resources.ts'
import { badRequest, errorBody, type GenesysProblem, notFound } from '../errors.ts'
import { analyticsConversation } from './analytics-conversation.ts'
import type { DetailJobs } from './detail-jobs.ts'
import { findConversations, readDetailQuery, readJobQuery } from './detail-query.ts'

const MOST_IDS = 100
const DEFAULT_JOB_PAGE = 1_000

interface AnalyticsParts {
  readonly conversations: Conversations
  readonly jobs: DetailJobs
  readonly clock: SimulatorClock
}

/** `/api/v2/analytics/conversations/…`: conversations by id, by query, and by job. */
export function installAnalytics(app: FastifyInstance, parts: AnalyticsParts): void {
  installById(app, parts)
  installQuery(app, parts)
  installJobs(app, parts)
}

function installById(app: FastifyInstance, { conversations }: AnalyticsParts): void {
  app.get('/api/v2/analytics/conversations/details', (request, reply) => {
    const ids = idsOf(queryOf(request))
    if (ids.length === 0) return refuse(reply, badRequest('The parameter id is missing.'))
    if (ids.length > MOST_IDS) return refuse(reply, badRequest(`No more than ${MOST_IDS} ids are taken.`))
    const found = ids.flatMap((id) => conversations.find(id) ?? [])
    return reply.send(
      withoutEmpty({
        conversations: found.map((conversation) =>
          analyticsConversation(conversation, { withAttributes: false }),
        ),
      }),
    )
  })
  app.get<{ Params: { id: string } }>('/api/v2/analytics/conversations/:id/details', (request, reply) => {
    const conversation = conversations.find(request.params.id)
    if (!conversation) return refuse(reply, notFound(request.params.id))
    return reply.send(analyticsConversation(conversation, { withAttributes: true }))
  })
}

function installQuery(app: FastifyInstance, { conversations }: AnalyticsParts): void {
  app.post('/api/v2/analytics/conversations/details/query', (request, reply) => {
    const query = readDetailQuery(bodyOf(request).jsonIfAny)
    if ('status' in query) return refuse(reply, query)
    const found = findConversations(conversations.all(), query, { withAttributes: false })
    const { pageSize, pageNumber } = query.paging
    const page = found.slice((pageNumber - 1) * pageSize, pageNumber * pageSize)
    return reply.send({ ...withoutEmpty({ conversations: page }), totalHits: found.length })
  })
}

function installJobs(app: FastifyInstance, { conversations, jobs, clock }: AnalyticsParts): void {
  const path = '/api/v2/analytics/conversations/details/jobs'
  app.post(path, (request, reply) => {
    const query = readJobQuery(bodyOf(request).jsonIfAny)
    if ('status' in query) return refuse(reply, query)
    const found = findConversations(conversations.all(), query, { withAttributes: true })
    return reply.code(202).send({ jobId: jobs.submit(found, new Date(clock.now()).toISOString()) })
  })
  app.get(`${path}/availability`, () => ({ dataAvailabilityDate: new Date(clock.now()).toISOString() }))
  app.get<{ Params: { id: string } }>(`${path}/:id`, (request, reply) => {
    const state = jobs.state(request.params.id)
    return state ? reply.send(state) : refuse(reply, notFound(request.params.id))
  })
  app.get<{ Params: { id: string } }>(`${path}/:id/results`, (request, reply) => {
    const query = queryOf(request)
    const pageSize = Number(query.get('pageSize') ?? DEFAULT_JOB_PAGE)
    const page = jobs.page(request.params.id, query.get('cursor'), pageSize)
    return page ? reply.send(page) : refuse(reply, notFound(request.params.id))
  })
  app.delete<{ Params: { id: string } }>(`${path}/:id`, (request, reply) =>
    jobs.remove(request.params.id) ? reply.code(204).send() : refuse(reply, notFound(request.params.id)),
  )
}

function refuse(reply: FastifyReply, problem: GenesysProblem): FastifyReply {
  return reply.code(problem.status).send(errorBody(problem))
}

/** Where nothing is found, the member is absent rather than empty. */
function withoutEmpty(listed: { readonly conversations: readonly unknown[] }): object {
  return listed.conversations.length > 0 ? listed : {}
}
