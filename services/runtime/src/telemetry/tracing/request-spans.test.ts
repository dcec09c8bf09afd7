import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { context, ROOT_CONTEXT, trace } from '@opentelemetry/api'
import type { Context } from '@opentelemetry/api'
import { registerInstrumentations } from '@opentelemetry/instrumentation'
import { Agent, request } from 'undici'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { withConversation } from './conversation.ts'
import { beneficiaries, onBehalfOf, onBehalfOfConversation, stepForEach } from './on-behalf-of.ts'
import { httpRequestSpans, requestFor, requestNamed, routeOf } from './request-spans.ts'
import { recordSpans } from './testing/recorded-spans.ts'
import { tracer } from './tracer.ts'

const seen: Record<string, unknown>[] = []
const server = createServer((incoming, answer) => {
  seen.push(incoming.headers)
  answer.end()
})
const dispatcher = new Agent()
let stop: () => void
let url: string

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  stop = registerInstrumentations({ instrumentations: [httpRequestSpans()] })
})
afterAll(async () => {
  stop()
  await dispatcher.close()
  server.close()
})

async function ask(): Promise<void> {
  const { body } = await request(`${url}/services/data/v66.0/query?q=Phone+LIKE+15551234567`, { dispatcher })
  await body.dump()
}

function record(conversationId: string): Context {
  const parent = withConversation(ROOT_CONTEXT, conversationId)
  return trace.setSpan(parent, tracer.startSpan('process', {}, parent))
}

it('a request for one record is part of its trace, without what stands behind the question mark', async () => {
  using recorded = recordSpans()
  const one = record('conversation-1')
  await onBehalfOf([one], () => requestFor('salesforce query', { kind: 'a' }, beneficiaries(), ask))
  const span = recorded.one('salesforce query')
  expect(span.parentSpanContext?.spanId).toBe(trace.getSpanContext(one)?.spanId)
  expect(span.attributes).toMatchObject({ 'app.conversation.id': 'conversation-1', kind: 'a' })
  expect(JSON.stringify([span.attributes, span.name, span.events])).not.toContain('15551234567')
})

it('a request for several is a trace of its own, linked with theirs, and they with it', async () => {
  using recorded = recordSpans()
  const records = ['conversation-1', 'conversation-2'].map(record)
  await stepForEach({ name: 'write task', items: records, contextOf: (one) => one }, async () => {
    await requestFor('salesforce upsert Task', {}, beneficiaries(), ask)
    return records
  })
  const shared = recorded.one('salesforce upsert Task')
  const steps = recorded.spans.filter(({ name }) => name === 'write task')
  expect(shared.parentSpanContext).toBeUndefined()
  expect(shared.attributes).toMatchObject({ 'calltrail.shared_by': 2 })
  expect(shared.attributes['app.conversation.id']).toBeUndefined()
  expect(shared.links.map(({ context }) => context.spanId)).toEqual(
    steps.map((span) => span.spanContext().spanId),
  )
  for (const span of steps) {
    expect(span.links.map(({ context }) => context.spanId)).toEqual([shared.spanContext().spanId])
    expect(span.attributes).toMatchObject({
      'calltrail.shared.trace_id': shared.spanContext().traceId,
      'calltrail.shared.span_id': shared.spanContext().spanId,
    })
  }
})

it('a request for two steps of one trace stays in it, below the one that asked last', async () => {
  using recorded = recordSpans()
  const one = record('conversation-1')
  const step = trace.setSpan(one, tracer.startSpan('write task', {}, one))
  await requestFor('salesforce composite', {}, [one, step], ask)
  const span = recorded.one('salesforce composite')
  expect(span.parentSpanContext?.spanId).toBe(trace.getSpanContext(step)?.spanId)
  expect(span.links).toEqual([])
})

it('a request for nobody is not traced, and neither is one that is none of ours', async () => {
  using recorded = recordSpans()
  await requestFor('salesforce query', {}, [], ask)
  await context.with(record('conversation-1'), ask)
  expect(recorded.spans).toEqual([])
})

it('a request for a token on the way has a name of its own', async () => {
  using recorded = recordSpans()
  await requestFor('salesforce query', { kind: 'a' }, [record('conversation-1')], () =>
    requestNamed('salesforce login', ask),
  )
  expect(recorded.one('salesforce login').attributes).not.toHaveProperty('kind')
})

it('no baggage leaves by HTTP', async () => {
  using _ = recordSpans()
  await requestFor('salesforce query', {}, [record('conversation-1')], ask)
  expect(seen.at(-1)).not.toHaveProperty('baggage')
})

it('work for one conversation of many is on behalf of its record only', () => {
  using _ = recordSpans()
  const [first, second] = ['conversation-1', 'conversation-2'].map(record) as [Context, Context]
  onBehalfOf([first, second], () => {
    expect(beneficiaries()).toHaveLength(2)
    onBehalfOfConversation('conversation-2', () =>
      expect(beneficiaries().map((one) => trace.getSpan(one))).toEqual([trace.getSpan(second)]),
    )
    onBehalfOfConversation('conversation-3', () => expect(beneficiaries()).toHaveLength(2))
  })
})

it.each([
  [
    '/api/v2/conversations/7b9d3c1e-0000-4000-8000-000000000001/recordings?x=1',
    'api/v2/conversations/{id}/recordings',
  ],
  ['/api/v2/analytics/conversations/details?id=a', 'api/v2/analytics/conversations/details'],
  ['/api/v2/recordings/recording-222/media', 'api/v2/recordings/{id}/media'],
])('%s is called %s', (path, route) => {
  expect(routeOf(path)).toBe(route)
})
