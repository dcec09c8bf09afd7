/**
 * The HTTP side of the ingress, without a port: `listen` is main's, and tests inject requests.
 */
import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import { sparingly } from '@calltrail/runtime'
import fastify, { LogController } from 'fastify'
import type {
  FastifyError,
  FastifyInstance,
  FastifyReply,
  FastifyRequest,
  FastifyServerOptions,
} from 'fastify'
import { doorRoutes } from './door-routes.ts'
import type { DoorDependencies } from './door-routes.ts'
import { httpErrorOfStatus, problemAnswer } from './http-errors.ts'
import type { HttpErrorName } from './http-errors.ts'
import type { DoorCounts } from './ports/door-counts.ts'
import { EventNotTaken, TooManyUnderWay } from './ports/event-publisher.ts'
import { traceIdOf, traceRequests } from './request-trace.ts'
import { sendProblem } from './send-problem.ts'

export interface AppDependencies extends DoorDependencies {
  readonly log: NonNullable<FastifyServerOptions['loggerInstance']>
  readonly bodyLimitBytes: number
  /** Connections beyond it are closed as soon as they are opened. */
  readonly maxConnections: number
  /** How long a request may hold up the closing. Longer than Kafka is waited for, by default. */
  readonly closeGraceMs?: number
}

const headersTimeoutMs = 10_000
const requestTimeoutMs = 30_000
const timeoutCheckMs = 5_000
/** Of what may come with every request. */
const linesPerMinute = 20

export function buildApp(dependencies: AppDependencies): FastifyInstance {
  const { log, bodyLimitBytes, maxConnections, closeGraceMs = 6_000, ...forDoors } = dependencies
  const fewLines = sparingly({ perMinute: linesPerMinute })
  const answerError = errorAnswer(forDoors.counts, fewLines)
  const app = fastify({
    loggerInstance: log,
    // One line per outcome, written where it is known; never headers or bodies.
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: bodyLimitBytes,
    requestTimeout: requestTimeoutMs,
    http: { headersTimeout: headersTimeoutMs, connectionsCheckingInterval: timeoutCheckMs },
    // While stopping, what still arrives on an open connection is served: the publisher closes after the server.
    return503OnClosing: false,
    frameworkErrors: answerError,
    clientErrorHandler: answerBrokenRequest,
  })

  traceRequests(app)
  // The signature covers the bytes as they travel, so nothing may parse them before.
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))

  app.setErrorHandler(answerError)
  app.addHook('onResponse', async (request, reply) => {
    const { url: route = '' } = request.routeOptions
    forDoors.counts.answered(request.method, route, reply.statusCode, reply.elapsedTime / 1_000)
  })
  const paths = forDoors.doors.map(({ path }) => path)
  const whereTo = `There is nothing here. Events go to POST ${paths.join(', ')}.`
  app.setNotFoundHandler((request, reply) =>
    paths.includes(pathOf(request))
      ? refuseMethod(request, reply)
      : sendProblem(reply, 'not-found', { detail: whereTo }),
  )
  doorRoutes(app, forDoors)

  function refuseMethod(request: FastifyRequest, reply: FastifyReply): FastifyReply {
    forDoors.counts.refused(pathOf(request), 'method-not-allowed')
    return sendProblem(reply, 'method-not-allowed')
  }
  app.server.maxConnections = maxConnections
  app.server.on('drop', () => fewLines(log).warn({ reason: 'too-many-connections' }, 'connection refused'))
  closeWithin(closeGraceMs, app)
  return app
}

/** Left to itself, the server stays for as long as clients keep a connection alive, or do not finish a request. */
function closeWithin(graceMs: number, app: FastifyInstance): void {
  app.addHook('onSend', async (_request, reply) => {
    if (!app.server.listening) reply.header('connection', 'close')
  })
  app.addHook('preClose', async () => {
    const graceOver = setTimeout(() => app.server.closeAllConnections(), graceMs)
    app.server.once('close', () => clearTimeout(graceOver))
    // A server that never listened does not say that it is closed.
    graceOver.unref()
  })
}

function pathOf(request: FastifyRequest): string {
  return request.url.split('?', 1)[0] ?? ''
}

function errorAnswer(counts: DoorCounts, fewLines: ReturnType<typeof sparingly>) {
  return (error: FastifyError, request: FastifyRequest, reply: FastifyReply): void => {
    const { url: door } = request.routeOptions
    const { name, message } = answerTo(error)
    if (door !== undefined) counts.refused(door, name)
    // While neither Kafka nor the disk takes events, every one of them ends here.
    const log = fewLines(request.log)
    const which = { door, ...traceIdOf(request) }
    if (message === 'webhook refused') log.warn({ ...which, reason: name }, message)
    else log.error({ ...which, err: error }, message)
    sendProblem(reply, name)
  }
}

/** What the sender is told, and what the log says. */
function answerTo(error: FastifyError): { readonly name: HttpErrorName; readonly message: string } {
  if (error instanceof EventNotTaken) return { name: 'temporarily-unavailable', message: 'event not taken' }
  if (error instanceof TooManyUnderWay) return { name: 'too-many-events', message: 'webhook refused' }
  const name = httpErrorOfStatus(error.statusCode)
  return { name, message: name === 'internal-error' ? 'webhook failed' : 'webhook refused' }
}

/** For what Node itself cannot read as HTTP: there is no request and no reply, only a socket. */
function answerBrokenRequest(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code !== 'ECONNRESET' && socket.writable) {
    const { status, headers, body } = problemAnswer(httpErrorOfStatus(statusOfClientError(error.code)))
    const head = Object.entries({
      ...headers,
      'content-length': Buffer.byteLength(body),
      connection: 'close',
    })
    const lines = head.map(([name, value]) => `${name}: ${value}\r\n`).join('')
    socket.write(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines}\r\n${body}`)
  }
  socket.destroy(error)
}

function statusOfClientError(code: string | undefined): number {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return 408
  return code === 'HPE_HEADER_OVERFLOW' ? 431 : 400
}
