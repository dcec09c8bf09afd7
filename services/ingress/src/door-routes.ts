/**
 * What happens behind every door: authenticate, read, check, publish, answer; in that order, so that nothing a stranger sends is parsed.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { headerOf } from './domain/doors/door.ts'
import type { Door, IgnoredReason } from './domain/doors/door.ts'
import { readJson } from './domain/json-body.ts'
import { validTraceparent } from './domain/trace-context.ts'
import type { HttpErrorName, ProblemSpecifics } from './http-errors.ts'
import type { EventPublisher } from './ports/event-publisher.ts'
import { sendProblem } from './send-problem.ts'

export interface DoorDependencies {
  readonly doors: readonly Door[]
  readonly publisher: EventPublisher
  readonly countIgnored: (door: string, reason: IgnoredReason) => void
  /** Epoch milliseconds. */
  readonly now: () => number
}

const jsonInUtf8 = /^application\/json\s*(;\s*charset\s*=\s*"?utf-8"?\s*)?$/i

/** Registers a route for each door, on an instance whose bodies arrive as bytes. */
export function doorRoutes(app: FastifyInstance, dependencies: DoorDependencies): void {
  for (const door of dependencies.doors) doorRoute(app, door, dependencies)
}

function doorRoute(app: FastifyInstance, door: Door, dependencies: DoorDependencies): void {
  const { publisher, countIgnored, now } = dependencies
  const { path } = door

  app.post(path, async (request, reply) => {
    const { headers } = request
    if (!jsonInUtf8.test(headers['content-type'] ?? '')) {
      return refuseContent(reply, path, 'content-type-unsupported')
    }
    const body = bytesOf(request)
    const receivedAt = now()

    const refusal = door.refuse({ headers, body }, receivedAt)
    if (refusal !== undefined) {
      request.log.warn({ door: path, reason: refusal }, 'webhook refused')
      return sendProblem(reply, 'unauthorized')
    }

    const json = readJson(body)
    if ('problem' in json) return refuseContent(reply, path, 'body-not-json', { detail: json.problem })

    const reading = door.read(json.value, receivedAt)
    if ('problems' in reading)
      return refuseContent(reply, path, 'event-invalid', { errors: reading.problems })
    if ('ignored' in reading) {
      const reason = reading.ignored
      countIgnored(path, reason)
      request.log.info({ door: path, status: 'ignored', reason }, 'webhook answered')
      return reply.code(202).send({ status: 'ignored', reason })
    }

    const { event } = reading
    const traceparent = validTraceparent(headerOf(headers, 'traceparent'))
    const status = await publisher.publish(event, { traceparent })
    request.log.info({ door: path, eventId: event.eventId, status }, 'webhook answered')
    return reply.code(202).send({ eventId: event.eventId, status })
  })
}

function refuseContent(
  reply: FastifyReply,
  door: string,
  name: HttpErrorName,
  specifics: ProblemSpecifics = {},
): FastifyReply {
  reply.log.warn({ door, reason: name, ...specifics }, 'webhook refused')
  return sendProblem(reply, name, specifics)
}

// A request without a body has no parsed one either.
function bytesOf(request: FastifyRequest): Uint8Array {
  return Buffer.isBuffer(request.body) ? request.body : new Uint8Array()
}
