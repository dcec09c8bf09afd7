/**
 * `POST /webhook/call-ended`: authenticate, read, check, publish, answer; in that order, so that nothing a stranger sends is parsed.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { readCallEndedPayload } from './domain/call-ended-payload.ts'
import { toCallEnded } from './domain/canonical-event.ts'
import { readJson } from './domain/json-body.ts'
import { refuseSignature } from './domain/signature.ts'
import type { SignaturePolicy } from './domain/signature.ts'
import { validTraceparent } from './domain/trace-context.ts'
import { webhookPath } from './http-errors.ts'
import type { HttpErrorName, ProblemSpecifics } from './http-errors.ts'
import type { EventPublisher } from './ports/event-publisher.ts'
import { sendProblem } from './send-problem.ts'

export interface WebhookDependencies {
  readonly publisher: EventPublisher
  readonly signaturePolicy: SignaturePolicy
  /** Epoch milliseconds. */
  readonly now: () => number
}

const jsonInUtf8 = /^application\/json\s*(;\s*charset\s*=\s*"?utf-8"?\s*)?$/i

/** Registers the route on an instance whose bodies arrive as bytes. */
export function webhookRoute(app: FastifyInstance, dependencies: WebhookDependencies): void {
  const { publisher, signaturePolicy, now } = dependencies

  app.post(webhookPath, async (request, reply) => {
    if (!jsonInUtf8.test(request.headers['content-type'] ?? '')) {
      return sendProblem(reply, 'content-type-unsupported')
    }
    const body = bytesOf(request)
    const receivedAt = now()

    const refusal = refuseSignature(signedRequest(request, body), signaturePolicy, receivedAt)
    if (refusal) {
      request.log.warn({ reason: refusal }, 'webhook refused')
      return sendProblem(reply, 'unauthorized')
    }

    const json = readJson(body)
    if ('problem' in json) return refuseContent(reply, 'body-not-json', { detail: json.problem })

    const read = readCallEndedPayload(json.value, receivedAt)
    if ('problems' in read) return refuseContent(reply, 'event-invalid', { errors: read.problems })

    const event = toCallEnded(read.payload, receivedAt)
    const traceparent = validTraceparent(headerOf(request, 'traceparent'))
    const status = await publisher.publish(event, { traceparent })
    request.log.info({ eventId: event.eventId, status }, 'webhook answered')
    return reply.code(202).send({ eventId: event.eventId, status })
  })
}

function refuseContent(reply: FastifyReply, name: HttpErrorName, specifics: ProblemSpecifics): FastifyReply {
  reply.log.warn({ reason: name, ...specifics }, 'webhook refused')
  return sendProblem(reply, name, specifics)
}

function signedRequest(request: FastifyRequest, body: Uint8Array) {
  return {
    timestamp: headerOf(request, 'x-genesys-webhook-timestamp'),
    signature: headerOf(request, 'x-genesys-webhook-signature'),
    body,
  }
}

function headerOf(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name]
  return typeof value === 'string' ? value : undefined
}

// A request without a body has no parsed one either.
function bytesOf(request: FastifyRequest): Uint8Array {
  return Buffer.isBuffer(request.body) ? request.body : new Uint8Array()
}
