import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import type { SimulatorClock } from './clock.ts'
import { controlProblem, installControl, type ControlActions } from './control-routes.ts'
import { installFaults } from './fault-injection.ts'
import { type FaultableCall, Faults } from './faults.ts'
import { seededRandom } from './random.ts'
import { isControl, RequestBody } from './request.ts'
import { RequestLog } from './request-log.ts'

/** What a vendor's simulator adds to the server that all simulators share. */
export interface SimulatorParts {
  readonly clock: SimulatorClock
  readonly randomSeed: number
  /** Name under which the request log counts this request, such as `query`. */
  kindOf(request: FastifyRequest): string
  describeCall(request: FastifyRequest): FaultableCall
  /** What `POST /_control/reset` and `GET /_control/state` do beyond the shared parts. */
  readonly control: ControlActions
  /** The vendor's way to say that something broke that is not the client's fault. */
  internalError(error: Error): { status: number; body: unknown }
}

const LARGEST_BODY_BYTES = 50 * 1024 * 1024
// Node answers 431 by itself above this size; the vendors' own, smaller limits are answered by their simulators.
const LARGEST_HEADER_BYTES = 512 * 1024

/** A server with request log, faults, latency and `/_control`, to which a vendor's routes are added. */
export function buildSimulatorServer(parts: SimulatorParts): FastifyInstance {
  const app = fastify({
    logger: false,
    bodyLimit: LARGEST_BODY_BYTES,
    forceCloseConnections: true,
    http: { maxHeaderSize: LARGEST_HEADER_BYTES },
    routerOptions: { maxParamLength: LARGEST_HEADER_BYTES },
  })
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, text, done) => {
    done(null, new RequestBody(text.toString()))
  })
  app.setErrorHandler((error: Error, request, reply) => {
    const problem = controlProblem(error, request)
    if (problem !== undefined) return reply.code(400).send({ error: problem })
    const { status, body } = parts.internalError(error)
    return reply.code(status).send(body)
  })

  const log = new RequestLog()
  const faults = new Faults(seededRandom(parts.randomSeed))
  logRequests(app, log, parts)
  installFaults(app, faults, parts)
  installControl(app, { log, faults, clock: parts.clock, actions: parts.control })
  return app
}

function logRequests(app: FastifyInstance, log: RequestLog, parts: SimulatorParts): void {
  // A request that its client gave up on may still be answered into the void: it is one request all the same.
  const logged = new WeakSet<FastifyRequest>()
  const record = (request: FastifyRequest, reply?: FastifyReply): void => {
    if (isControl(request) || logged.has(request)) return
    logged.add(request)
    log.add({
      at: new Date(parts.clock.now()).toISOString(),
      kind: parts.kindOf(request),
      method: request.method,
      url: request.url,
      records: parts.describeCall(request).recordCount,
      ...(reply && { status: reply.statusCode }),
    })
  }
  app.addHook('onResponse', async (request, reply) => record(request, reply))
  app.addHook('onRequestAbort', async (request) => record(request))
}
