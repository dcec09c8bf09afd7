/**
 * The two questions an orchestrator asks, and the metrics, on a port of their own.
 */
import fastify from 'fastify'
import { integer, key, text } from './config.ts'
import type { Circuit } from './outage/circuit.ts'
import type { Metrics } from './telemetry/metrics.ts'

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
    doc: 'Port of /health/live, /health/ready and /metrics. 0 takes a free port, which the log names.',
  }),
}

export interface Health {
  /** Whether the service does its work. */
  readonly isReady: () => boolean
  /** False when the service is stuck; by default it is not while it answers. It must not ask anybody. */
  readonly isLive?: () => boolean
  readonly circuits?: Iterable<Circuit>
  /** What else people want to see on the ready page. */
  readonly details?: () => Readonly<Record<string, unknown>>
  readonly metrics: Metrics
  /** Pages for people: HTML by path, made anew for each request. */
  readonly pages?: Readonly<Record<string, () => Promise<string>>>
}

export interface HealthServer extends AsyncDisposable {
  readonly url: string
}

/**
 * Serves `GET /health/live` (200 unless the service is stuck, or does not answer at all), `GET /health/ready` (200 when the service works, else 503) and `GET /metrics`.
 * A dependency that is down makes the service `degraded`, not unready: a restart would not help.
 */
export async function serveHealth(
  config: { healthHost: string; healthPort: number },
  health: Health,
): Promise<HealthServer> {
  const server = fastify()
  server.get('/health/live', (_, reply) => {
    const isLive = health.isLive?.() ?? true
    return reply.code(isLive ? 200 : 503).send({ status: isLive ? 'live' : 'stuck' })
  })
  server.get('/health/ready', (_, reply) => reply.code(health.isReady() ? 200 : 503).send(readyPage(health)))
  server.get('/metrics', async (_, reply) =>
    reply.type('text/plain; version=0.0.4; charset=utf-8').send(await health.metrics.text()),
  )
  for (const [path, page] of Object.entries(health.pages ?? {})) {
    server.get(path, async (_, reply) => reply.headers(pageHeaders).send(await page()))
  }
  const url = await server.listen({ host: config.healthHost, port: config.healthPort })
  return { url, [Symbol.asyncDispose]: () => server.close() }
}

/** A page shows what is so at the moment, and fetches nothing from anywhere. */
const pageHeaders = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
}

function readyPage({ isReady, circuits = [], details }: Health): Record<string, unknown> {
  const all = [...circuits]
  const works = all.every(({ state }) => state === 'closed')
  return {
    status: isReady() ? (works ? 'ready' : 'degraded') : 'starting',
    ...(all.length > 0 && {
      circuits: Object.fromEntries(all.map((one) => [one.dependency, circuitPage(one)])),
    }),
    ...details?.(),
  }
}

function circuitPage({ state, outage, probeAt }: Circuit): Record<string, unknown> {
  if (state === 'closed' || outage === undefined) return { state }
  return { state, error: outage.code, message: outage.message, probeAt: new Date(probeAt).toISOString() }
}
