import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { toolTimeoutMs } from '../kit/go-server.ts'
import { startJaeger } from '../kit/jaeger.ts'
import { promtool, startPrometheus } from '../kit/prometheus.ts'
import { isOpenBeyondThisMachine } from './open-ports.ts'

const timeout = toolTimeoutMs

describe('Jaeger, with a span and its child that were sent to it', { timeout }, () => {
  it('finds them by service and tag, and by the id of their trace', async () => {
    await using jaeger = await startJaeger()
    const sent = await sendTwoSpans(jaeger.otlpUrl)

    const [trace, ...others] = await jaeger.traces({
      service: 'calltrail-ingress',
      tags: { 'app.conversation.id': 'c-1' },
    })
    expect(others).toEqual([])
    expect(await jaeger.trace(sent.traceId)).toEqual(trace)
    expect(trace).toMatchObject({
      traceId: sent.traceId,
      spans: [
        {
          spanId: sent.rootId,
          name: 'POST /webhook/call-ended',
          service: 'calltrail-ingress',
          kind: 'server',
          durationMicros: 5_000,
          attributes: { 'app.conversation.id': 'c-1', 'messaging.kafka.offset': 3 },
          links: [],
          events: [{ name: 'spooled', attributes: { reason: 'BROKER_DOWN' } }],
          warnings: [],
        },
        {
          parentId: sent.rootId,
          name: 'send calls.ended.v1',
          kind: 'producer',
          links: [{ traceId: 'ab'.repeat(16), spanId: 'cd'.repeat(8) }],
        },
      ],
    })
    expect(trace!.spans[0]).not.toHaveProperty('parentId')
    expect(await jaeger.services()).toEqual(['calltrail-ingress'])
  })

  it('finds nothing by another tag or another id', async () => {
    await using jaeger = await startJaeger()
    await sendTwoSpans(jaeger.otlpUrl)
    const tags = { 'app.conversation.id': 'c-2' }
    expect(await jaeger.traces({ service: 'calltrail-ingress', tags })).toEqual([])
    expect(await jaeger.trace('ff'.repeat(16))).toBeUndefined()
  })

  it('is reachable on this machine only, and gone when it is disposed', async () => {
    await using jaeger = await startJaeger()
    const ports = [jaeger.otlpUrl, jaeger.queryUrl].map((url) => Number(new URL(url).port))
    for (const port of ports) expect(await isOpenBeyondThisMachine(port), String(port)).toBe(false)
    await jaeger[Symbol.asyncDispose]()
    await expect(fetch(jaeger.queryUrl)).rejects.toThrow('fetch failed')
  })
})

describe('Prometheus', { timeout }, () => {
  it('has what its targets say, and the alerts of our rules', async () => {
    const sink = await serveMetrics('calltrail_circuit_state 2\n')
    const rulesFile = await temporaryFile(
      'rules.yaml',
      `groups:
        - name: circuits
          rules:
            - alert: CircuitOpen
              expr: calltrail_circuit_state == 2
              labels: { severity: page }
              annotations: { summary: 'The circuit of {{ $labels.service }} is open' }`,
    )
    await using prometheus = await startPrometheus({
      targets: [{ service: 'sink', url: sink }],
      scrapeIntervalMs: 200,
      rulesFile,
    })
    await expect
      .poll(() => prometheus.query('calltrail_circuit_state'), { timeout: 10_000 })
      .toMatchObject([{ labels: { job: 'calltrail', service: 'sink' }, value: 2 }])
    await expect
      .poll(() => prometheus.alerts(), { timeout: 10_000 })
      .toMatchObject([
        {
          name: 'CircuitOpen',
          state: 'firing',
          labels: { severity: 'page', service: 'sink' },
          annotations: { summary: 'The circuit of sink is open' },
        },
      ])
    expect(await prometheus.query('scalar(sum(calltrail_circuit_state)) + 1')).toEqual([
      { labels: {}, value: 3 },
    ])
    await expect(prometheus.query('sum(')).rejects.toThrow(/^Prometheus answered 400: .*parse error/)
    expect(await isOpenBeyondThisMachine(Number(new URL(prometheus.url).port))).toBe(false)
  })

  it('says what is wrong with rules that it cannot read', async () => {
    const rulesFile = await temporaryFile(
      'rules.yaml',
      'groups: [{ name: broken, rules: [{ expr: "sum(" }] }]',
    )
    const starting = startPrometheus({ targets: [], scrapeIntervalMs: 1_000, rulesFile })
    await expect(starting).rejects.toThrow(/^Prometheus ended by itself[^]*rules\.yaml/)
  })
})

describe('promtool', { timeout }, () => {
  it('accepts a rule that can be read, and tells what is wrong with one that cannot', async () => {
    const good = await temporaryFile(
      'good.yaml',
      'groups: [{ name: g, rules: [{ record: "a:b", expr: up }] }]',
    )
    const bad = await temporaryFile(
      'bad.yaml',
      'groups: [{ name: g, rules: [{ record: "a:b", expr: "up(" }] }]',
    )
    expect(await promtool(['check', 'rules', good])).toMatchObject({ exitCode: 0 })
    const { exitCode, output } = await promtool(['check', 'rules', bad])
    expect(exitCode).not.toBe(0)
    expect(output).toContain('parse error')
  })
})

/** Sends what a service would: a root, and a child that also points into another trace. */
async function sendTwoSpans(otlpUrl: string): Promise<{ traceId: string; rootId: string }> {
  const [traceId, rootId, childId] = [16, 8, 8].map((bytes) => randomBytes(bytes).toString('hex')) as [
    string,
    string,
    string,
  ]
  const startNanos = BigInt(Date.now()) * 1_000_000n
  const during = (fromMs: bigint, toMs: bigint) => ({
    startTimeUnixNano: String(startNanos + fromMs * 1_000_000n),
    endTimeUnixNano: String(startNanos + toMs * 1_000_000n),
  })
  const root = {
    traceId,
    spanId: rootId,
    name: 'POST /webhook/call-ended',
    kind: 2,
    ...during(0n, 5n),
    attributes: [
      { key: 'app.conversation.id', value: { stringValue: 'c-1' } },
      { key: 'messaging.kafka.offset', value: { intValue: 3 } },
    ],
    events: [
      {
        name: 'spooled',
        timeUnixNano: String(startNanos),
        attributes: [{ key: 'reason', value: { stringValue: 'BROKER_DOWN' } }],
      },
    ],
  }
  const child = {
    traceId,
    spanId: childId,
    parentSpanId: rootId,
    name: 'send calls.ended.v1',
    kind: 4,
    ...during(1n, 2n),
    links: [{ traceId: 'ab'.repeat(16), spanId: 'cd'.repeat(8) }],
  }
  const resource = { attributes: [{ key: 'service.name', value: { stringValue: 'calltrail-ingress' } }] }
  // The child first: spans come in the order in which they end.
  const body = { resourceSpans: [{ resource, scopeSpans: [{ spans: [child, root] }] }] }
  const answer = await fetch(`${otlpUrl}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  expect(answer.status).toBe(200)
  return { traceId, rootId }
}

async function serveMetrics(text: string): Promise<string> {
  const server = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' }).end(text)
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/metrics`
}

async function temporaryFile(name: string, text: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'calltrail-test-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const path = join(folder, name)
  await writeFile(path, text)
  return path
}
