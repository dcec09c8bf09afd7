/**
 * The collector's configuration at work: Jaeger's program is a collector too, so one takes spans by our configuration and passes them
 * on to another.
 */
import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { freePort, httpProbe, provideGoTool } from '@calltrail/local'
import { observabilityPath } from '@calltrail/observability'
import { beforeAll, expect, it, vi } from 'vitest'
import { parse } from 'yaml'
import { startGoServer, toolTimeoutMs } from '../kit/go-server.ts'
import { startJaeger } from '../kit/jaeger.ts'
import type { Jaeger } from '../kit/jaeger.ts'

interface Collector extends AsyncDisposable {
  readonly url: string
}

/** By our configuration, but for addresses, and for the time that a decision takes. */
async function startCollector(jaegerUrl: string): Promise<Collector> {
  const config = parse(await readFile(observabilityPath('collector/config.yaml'), 'utf8'))
  const local = async () => `127.0.0.1:${await freePort()}`
  const health = await local()
  const http = await local()
  config.extensions.healthcheckv2.http.endpoint = health
  config.receivers.otlp.protocols = { grpc: { endpoint: await local() }, http: { endpoint: http } }
  config.processors.tail_sampling.decision_wait = '2s'
  config.exporters['otlphttp/jaeger'].endpoint = jaegerUrl
  config.service.telemetry = { metrics: { level: 'none' } }
  const server = await startGoServer('jaeger', {
    title: 'The collector',
    config,
    arguments: ({ configFile }) => ['--config', configFile],
    ready: httpProbe(`http://${health}/status`),
  })
  return { url: `http://${http}`, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() }
}

const personal = {
  'url.full': 'https://org.example/query?q=+15551234567',
  'url.query': 'q=+15551234567',
  'http.request.header.authorization': 'Bearer secret',
  'db.query.text': "SELECT Id FROM Contact WHERE Phone = '+15551234567'",
}

/** Each is a trace of its own. */
function span(name: string, { tookMs = 20, failed = false } = {}): object {
  const start = BigInt(Date.now()) * 1_000_000n
  const attributes = { 'app.conversation.id': 'conversation-1', ...personal }
  return {
    traceId: randomBytes(16).toString('hex'),
    spanId: randomBytes(8).toString('hex'),
    name,
    kind: 5,
    startTimeUnixNano: String(start),
    endTimeUnixNano: String(start + BigInt(tookMs) * 1_000_000n),
    status: failed ? { code: 2 } : {},
    attributes: Object.entries(attributes).map(([key, value]) => ({ key, value: { stringValue: value } })),
  }
}

async function send(collector: Collector, spans: readonly object[]): Promise<void> {
  const attributes = [{ key: 'service.name', value: { stringValue: 'calltrail-sink' } }]
  const body = JSON.stringify({ resourceSpans: [{ resource: { attributes }, scopeSpans: [{ spans }] }] })
  const headers = { 'content-type': 'application/json' }
  const { status } = await fetch(`${collector.url}/v1/traces`, { method: 'POST', headers, body })
  expect(status).toBe(200)
}

async function arrived(jaeger: Jaeger) {
  return (await jaeger.traces({ service: 'calltrail-sink', limit: 1_000 })).flatMap(({ spans }) => spans)
}

beforeAll(() => provideGoTool('jaeger', { env: process.env }), toolTimeoutMs)

it('keeps each trace that failed or was slow, some of the others, and nothing personal of any', async () => {
  await using jaeger = await startJaeger()
  await using collector = await startCollector(jaeger.otlpUrl)
  await send(collector, [
    ...Array.from({ length: 300 }, () => span('fine')),
    ...Array.from({ length: 10 }, () => span('failed', { failed: true })),
    ...Array.from({ length: 10 }, () => span('slow', { tookMs: 11_000 })),
  ])
  await vi.waitFor(
    async () => {
      const names = (await arrived(jaeger)).map(({ name }) => name)
      expect(names.filter((name) => name === 'failed')).toHaveLength(10)
      expect(names.filter((name) => name === 'slow')).toHaveLength(10)
      expect(names).toContain('fine')
    },
    { timeout: 30_000, interval: 250 },
  )

  const spans = await arrived(jaeger)
  const fine = spans.filter(({ name }) => name === 'fine').length
  // One in ten of 300: fewer than 5 or more than 70 come about once in many million runs.
  expect(fine).toBeGreaterThan(5)
  expect(fine).toBeLessThan(70)
  for (const { attributes } of spans) {
    expect(attributes['app.conversation.id']).toBe('conversation-1')
    expect(Object.keys(attributes).filter((key) => key in personal)).toEqual([])
  }
})
