/**
 * The two questions an orchestrator asks, on a port of their own.
 */
import fastify from 'fastify'
import { integer, key, text } from './config.ts'

export const healthConfig = {
  healthHost: key({
    env: 'HEALTH_HOST',
    parse: text,
    fallback: '0.0.0.0',
    doc: 'Address the health port listens on.',
  }),
  healthPort: key({
    env: 'HEALTH_PORT',
    parse: integer(0, 65_535),
    fallback: 0,
    doc: 'Port of /health/live and /health/ready. 0 takes a free port, which the log names.',
  }),
}

export interface HealthServer extends AsyncDisposable {
  readonly url: string
}

/**
 * Serves `GET /health/live` (200 while the event loop turns) and `GET /health/ready` (200 when `isReady` says so, else 503).
 * Neither asks Kafka or a vendor: a restart would not help when one of them is down.
 */
export async function serveHealth(
  config: { healthHost: string; healthPort: number },
  isReady: () => boolean,
): Promise<HealthServer> {
  const server = fastify()
  server.get('/health/live', () => ({ status: 'live' }))
  server.get('/health/ready', (_, reply) =>
    isReady() ? { status: 'ready' } : reply.code(503).send({ status: 'starting' }),
  )
  const url = await server.listen({ host: config.healthHost, port: config.healthPort })
  return { url, [Symbol.asyncDispose]: () => server.close() }
}
