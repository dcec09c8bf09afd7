/**
 * What SREs see of a call in Jaeger: the real one, asked over the query API that their tools use.
 */
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { toolTimeoutMs } from '../kit/go-server.ts'
import { callPayload } from '../kit/index.ts'
import type { JaegerSpan, JaegerTrace } from '../kit/jaeger-spans.ts'
import { newestCall, openTracedPipeline, webhookSecret } from './traced-pipeline.ts'
import type { SentCall, TracedPipeline } from './traced-pipeline.ts'
import { orphansIn, rootsOf, tooEarlyIn, treeOf } from './trace-tree.ts'

let traced: TracedPipeline

beforeAll(async () => {
  traced = await openTracedPipeline()
  // The first call finds everything cold: tokens, descriptions of the org.
  await traced.logged(await traced.send())
}, toolTimeoutMs)

afterAll(() => traced[Symbol.asyncDispose]())

/** Requests to vendors are looked at apart: which of them there are is up to caches. */
const isOurs = ({ kind }: JaegerSpan) => kind !== 'client'

const named = (name: string) => (span: JaegerSpan) => span.name === name
const has = (trace: JaegerTrace | undefined, name: string) => trace?.spans.some(named(name)) ?? false
const one = (trace: JaegerTrace, name: string): JaegerSpan => {
  const found = trace.spans.filter(named(name))
  expect(found, name).toHaveLength(1)
  return found[0]!
}

async function onlyTraceOf(call: SentCall, lastSpan = 'send calls.logged.v1'): Promise<JaegerTrace> {
  const traces = await traced.tracesOf(
    call,
    ([first]) => has(first, lastSpan) && has(first, `POST /webhook/call-ended`),
  )
  expect(traces).toHaveLength(1)
  return traces[0]!
}

const untilEnriched = [
  'ingress server: POST /webhook/call-ended',
  '  ingress producer: send calls.ended.v1',
  '    enricher consumer: process calls.ended.v1',
  '      enricher internal: find contact',
  '      enricher internal: find recording',
  '      enricher producer: send calls.enriched.v1',
]

describe('a call that comes through', () => {
  it('is one trace, from the webhook to Salesforce', async () => {
    const call = await traced.send()
    await traced.logged(call)
    const trace = await onlyTraceOf(call)
    expect(treeOf(trace, isOurs)).toEqual([
      ...untilEnriched,
      '        sink consumer: process calls.enriched.v1',
      '          sink internal: write task',
      '          sink internal: write last call',
      '          sink producer: send calls.logged.v1',
    ])
    expect(tooEarlyIn(trace)).toEqual([])
    expect(trace.spans.filter(({ attributes }) => attributes['error'] === true)).toEqual([])
  })

  it('says on each span which call it is, and on each record where it was', async () => {
    const call = await traced.send()
    await traced.logged(call)
    const trace = await onlyTraceOf(call)
    const ids = trace.spans.map(({ attributes }) => attributes['app.conversation.id'])
    expect(new Set(ids)).toEqual(new Set([call.conversationId]))
    expect(one(trace, 'process calls.enriched.v1').attributes).toMatchObject({
      'messaging.system': 'kafka',
      'messaging.operation.name': 'process',
      'messaging.operation.type': 'process',
      'messaging.destination.name': 'calls.enriched.v1',
      'messaging.destination.partition.id': expect.stringMatching(/^\d+$/),
      'messaging.kafka.offset': expect.any(Number),
      'messaging.message.id': call.eventId,
      'messaging.message.conversation_id': call.conversationId,
      'messaging.consumer.group.name': 'calltrail-sink',
      'calltrail.outcome': 'emit',
    })
    expect(one(trace, 'POST /webhook/call-ended').attributes).toMatchObject({
      'http.request.method': 'POST',
      'http.route': '/webhook/call-ended',
      'http.response.status_code': 202,
      'calltrail.status': 'accepted',
    })
    expect(one(trace, 'find contact').attributes).toMatchObject({ 'calltrail.contact.match': 'PHONE' })
    expect(one(trace, 'write task').attributes).toMatchObject({
      'calltrail.task.id': expect.stringMatching(/^00T/),
      'calltrail.task.result': 'created',
    })
  })
})

describe('a call that is retried', () => {
  it('stays in its trace, and says why each try failed', async () => {
    const payload = newestCall()
    await traced.refuse(String(payload['conversationId']), 'UNABLE_TO_LOCK_ROW', 2)
    const call = await traced.send(payload)
    await traced.logged(call)
    const trace = await onlyTraceOf(call)
    expect(treeOf(trace, isOurs)).toEqual([
      ...untilEnriched,
      '        sink consumer: process calls.enriched.v1',
      '          sink internal: write task',
      '          sink producer: send calls.sink.retry.1',
      '            sink consumer: process calls.sink.retry.1',
      '              sink internal: write task',
      '              sink producer: send calls.sink.retry.2',
      '                sink consumer: process calls.sink.retry.2',
      '                  sink internal: write task',
      '                  sink internal: write last call',
      '                  sink producer: send calls.logged.v1',
    ])
    expect(trace.spans.flatMap(({ links, name }) => (name.startsWith('process') ? links : []))).toEqual([])
    const tries = trace.spans.filter(({ name }) => /^process calls\.(enriched|sink)/.test(name))
    expect(
      tries.map(({ attributes }) => [attributes['calltrail.attempt'], attributes['error.type']]),
    ).toEqual([
      [1, 'SALESFORCE_ROW_LOCKED'],
      [2, 'SALESFORCE_ROW_LOCKED'],
      [3, undefined],
    ])
  })
})

describe('a call that is dead-lettered and replayed', () => {
  it('ends its trace with the dead letter, and goes on in another that is linked with it', async () => {
    const payload = newestCall()
    await traced.refuse(String(payload['conversationId']), 'FIELD_CUSTOM_VALIDATION_EXCEPTION')
    const call = await traced.send(payload)
    await traced.deadLettered(call)
    await traced.allowEverything()
    await traced.replay(call)
    await traced.logged(call)
    const [first, second, ...others] = await traced.tracesOf(
      call,
      ([one, two]) => has(one, 'send calls.sink.dlt') && has(two, 'send calls.logged.v1'),
    )
    expect(others).toEqual([])
    expect(treeOf(first!, isOurs)).toEqual([
      ...untilEnriched,
      '        sink consumer: process calls.enriched.v1',
      '          sink internal: write task',
      '          sink producer: send calls.sink.dlt',
    ])
    expect(one(first!, 'process calls.enriched.v1').attributes).toMatchObject({
      error: true,
      'error.type': 'SALESFORCE_RECORD_REJECTED',
      'calltrail.outcome': 'park',
    })
    expect(treeOf(second!, isOurs)).toEqual([
      'sink consumer: process calls.sink.retry.1',
      '  sink internal: write task',
      '  sink internal: write last call',
      '  sink producer: send calls.logged.v1',
    ])
    const { spanId, traceId } = one(first!, 'send calls.sink.dlt')
    expect(one(second!, 'process calls.sink.retry.1').links).toEqual([{ traceId, spanId }])
  })
})

describe('calls that share a request to Salesforce', () => {
  it('are linked with it, and it with them', async () => {
    const calls = await Promise.all(
      Array.from({ length: 12 }, (_, index) =>
        traced.send({
          ...callPayload(),
          callerId: `+1555987${String(1_000 + index)}`,
          participantId: randomUUID(),
        }),
      ),
    )
    await Promise.all(calls.map((call) => traced.logged(call)))
    const traces = await Promise.all(calls.map((call) => onlyTraceOf(call)))
    const sharing = (await traced.allTraces()).filter((trace) =>
      rootsOf(trace).some(({ kind, name }) => kind === 'client' && name.startsWith('salesforce')),
    )
    const linked = new Map(sharing.map((trace) => [trace.traceId, rootsOf(trace)[0]!]))
    expect(linked.size).toBeGreaterThan(0)
    const steps = traces.flatMap(({ spans }) =>
      spans.filter(({ attributes }) => attributes['calltrail.shared.trace_id']),
    )
    expect(steps.length).toBeGreaterThan(0)
    for (const step of steps) {
      const shared = linked.get(String(step.attributes['calltrail.shared.trace_id']))!
      expect(shared.attributes['calltrail.shared_by']).toBeGreaterThan(1)
      expect(shared.links).toContainEqual({ traceId: step.traceId, spanId: step.spanId })
      expect(step.links).toContainEqual({ traceId: shared.traceId, spanId: shared.spanId })
    }
  })
})

describe('all that Jaeger has', () => {
  it('has a parent or is the beginning of a call, of its replay, or of a request for several', async () => {
    const traces = await traced.allTraces()
    expect(traces.flatMap(orphansIn)).toEqual([])
    // That a record is read when the span that sent it is over is no skew of clocks.
    const warnings = traces.flatMap(({ spans }) => spans.flatMap((span) => span.warnings))
    expect(warnings.filter((warning) => !warning.startsWith('clock skew'))).toEqual([])
    const roots = traces.flatMap(rootsOf)
    const unexpected = roots.filter(
      ({ kind, name, links }) =>
        !(kind === 'server' && name === 'POST /webhook/call-ended') &&
        !(name === 'process calls.sink.retry.1' && links.length === 1) &&
        !(kind === 'client' && links.length > 1),
    )
    expect(unexpected).toEqual([])
    expect(traces.filter((trace) => rootsOf(trace).length !== 1)).toEqual([])
  })

  it('holds no number, no name, no secret and no query', async () => {
    const everything = JSON.stringify(await traced.allTraces())
    const payload = callPayload()
    const digits = [payload['callerId'], payload['calleeId'], '+15559871005'].map((number) =>
      String(number).replace(/\D/g, ''),
    )
    for (const secret of [
      ...digits,
      'John',
      'Doe',
      webhookSecret,
      'SELECT',
      'FIND%20',
      'Bearer',
      'access_token',
    ])
      expect(everything).not.toContain(secret)
    expect(everything).not.toMatch(/url\.query|[?&]q=/)
  })
})
