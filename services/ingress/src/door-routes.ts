/**
 * What happens behind every door: authenticate, read, check, publish, answer; in that order, so that nothing a stranger sends is parsed.
 */
import { conversationAttribute, sparingly, traceparentOf } from '@calltrail/runtime'
import { trace } from '@opentelemetry/api'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Door } from './domain/doors/door.ts'
import { readJson } from './domain/json-body.ts'
import type { HttpErrorName, ProblemSpecifics } from './http-errors.ts'
import type { DoorCounts } from './ports/door-counts.ts'
import type { EventPublisher } from './ports/event-publisher.ts'
import type { Refusal } from './refusals.ts'
import { traceIdOf, traceOf } from './request-trace.ts'
import { sendProblem } from './send-problem.ts'

export interface DoorDependencies {
  readonly doors: readonly Door[]
  readonly publisher: EventPublisher
  readonly counts: DoorCounts
  /** Epoch milliseconds. */
  readonly now: () => number
}

/** Lines about those who do not know the secret, for each door. */
const refusalsPerMinute = 60

const jsonInUtf8 = /^application\/json\s*(;\s*charset\s*=\s*"?utf-8"?\s*)?$/i

/** Registers a route for each door, on an instance whose bodies arrive as bytes. */
export function doorRoutes(app: FastifyInstance, dependencies: DoorDependencies): void {
  for (const door of dependencies.doors) doorRoute(app, door, dependencies)
}

function doorRoute(app: FastifyInstance, door: Door, dependencies: DoorDependencies): void {
  const { publisher, counts, now } = dependencies
  const { path } = door
  const fewLines = sparingly({ perMinute: refusalsPerMinute })

  function refuse(
    request: FastifyRequest,
    reply: FastifyReply,
    name: HttpErrorName,
    specifics: ProblemSpecifics = {},
    reason: Refusal = name,
  ): FastifyReply {
    counts.refused(path, reason)
    // Strangers may knock as often as they like.
    const log = name === 'unauthorized' ? fewLines(request.log) : request.log
    log.warn({ door: path, reason, ...specifics, ...traceIdOf(request) }, 'webhook refused')
    return sendProblem(reply, name, specifics)
  }

  app.post(path, async (request, reply) => {
    const { headers } = request
    if (!jsonInUtf8.test(headers['content-type'] ?? ''))
      return refuse(request, reply, 'content-type-unsupported')
    const body = bytesOf(request)
    const receivedAt = now()

    const refusal = door.refuse({ headers, body }, receivedAt)
    if (refusal !== undefined) return refuse(request, reply, 'unauthorized', {}, refusal)

    const json = readJson(body)
    if ('problem' in json) return refuse(request, reply, 'body-not-json', { detail: json.problem })

    const reading = door.read(json.value, receivedAt)
    if ('problems' in reading) return refuse(request, reply, 'event-invalid', { errors: reading.problems })
    if ('ignored' in reading) {
      const reason = reading.ignored
      counts.ignored(path, reason)
      request.log.info({ door: path, status: 'ignored', reason, ...traceIdOf(request) }, 'webhook answered')
      return reply.code(202).send({ status: 'ignored', reason })
    }

    const { event } = reading
    const context = traceOf(request)
    const span = trace.getSpan(context)
    span?.setAttribute(conversationAttribute, event.conversationId)
    const status = await publisher.publish(event, { traceparent: traceparentOf(context) })
    span?.setAttribute('calltrail.status', status)
    counts.accepted(path, status)
    const { eventId } = event
    request.log.info({ door: path, eventId, status, ...traceIdOf(request) }, 'webhook answered')
    return reply.code(202).send({ eventId, status })
  })
}

// A request without a body has no parsed one either.
function bytesOf(request: FastifyRequest): Uint8Array {
  return Buffer.isBuffer(request.body) ? request.body : new Uint8Array()
}
