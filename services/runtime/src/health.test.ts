import { pino } from 'pino'
import { expect, it, onTestFinished } from 'vitest'
import { PipelineError } from './errors.ts'
import { serveHealth } from './health.ts'
import type { Health } from './health.ts'
import { Circuits } from './outage/circuits.ts'
import { observeCircuits } from './telemetry/circuit-metrics.ts'
import { openMetrics } from './telemetry/metrics.ts'

const silent = pino({ enabled: false })

async function served(changes: Partial<Health> = {}) {
  const metrics = openMetrics()
  const server = await serveHealth(
    { healthHost: '127.0.0.1', healthPort: 0 },
    { isReady: () => true, metrics, ...changes },
  )
  onTestFinished(() => server[Symbol.asyncDispose]())
  const get = async (path: string) => fetch(`${server.url}${path}`)
  return { metrics, get }
}

async function downCircuits(): Promise<Circuits> {
  const circuits = new Circuits({ outagePauseMs: 60_000, outageMaxPauseMs: 60_000 }, silent)
  circuits.of('schema-registry')
  const outage = new PipelineError('SALESFORCE_UNAVAILABLE', 'Salesforce answered 503')
  await circuits
    .of('salesforce')
    .run(() => Promise.reject(outage))
    .catch(() => undefined)
  return circuits
}

it('a service that works is ready', async () => {
  const { get } = await served()
  const answer = await get('/health/ready')
  expect(answer.status).toBe(200)
  expect(await answer.json()).toEqual({ status: 'ready' })
})

it('a service that does not work yet is not ready, and alive', async () => {
  const { get } = await served({ isReady: () => false })
  const answer = await get('/health/ready')
  expect(answer.status).toBe(503)
  expect(await answer.json()).toEqual({ status: 'starting' })
  expect((await get('/health/live')).status).toBe(200)
})

it('a dependency that is down makes a service degraded, not unready, and the page says why', async () => {
  const { get } = await served({ circuits: await downCircuits(), details: () => ({ spool: { events: 3 } }) })
  const answer = await get('/health/ready')
  expect(answer.status).toBe(200)
  expect(await answer.json()).toEqual({
    status: 'degraded',
    circuits: {
      'schema-registry': { state: 'closed' },
      salesforce: {
        state: 'open',
        error: 'SALESFORCE_UNAVAILABLE',
        message: 'Salesforce answered 503',
        probeAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      },
    },
    spool: { events: 3 },
  })
})

it('the state of each circuit is a metric', async () => {
  const { get, metrics } = await served()
  observeCircuits(metrics.meter, await downCircuits())
  const answer = await get('/metrics')
  expect(answer.headers.get('content-type')).toContain('text/plain')
  const text = await answer.text()
  expect(text).toMatch(/^calltrail_circuit_open\{dependency="salesforce".*\} 1$/m)
  expect(text).toMatch(/^calltrail_circuit_open\{dependency="schema-registry".*\} 0$/m)
})

it('a service that is stuck is not alive', async () => {
  const { get } = await served({ isLive: () => false })
  const answer = await get('/health/live')
  expect(answer.status).toBe(503)
  expect(await answer.json()).toEqual({ status: 'stuck' })
})

it('pages for people are made anew for each request, and may fetch nothing', async () => {
  let asked = 0
  const { get } = await served({ pages: { '/': async () => `<p>asked ${(asked += 1)} times` } })
  await get('/')
  const answer = await get('/')
  expect(await answer.text()).toBe('<p>asked 2 times')
  expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8')
  expect(answer.headers.get('cache-control')).toBe('no-store')
  expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'")
})
