/**
 * The whole of Calltrail on a stack of its own, with its traces in a Jaeger of its own: whatever is in it comes from these calls.
 */
import { callsLogged, enricherTopics, sinkTopics } from '@calltrail/schemas'
import { headerText } from '@calltrail/runtime'
import { controlSimulator } from '@calltrail/simulators'
import { calltrail } from '../kit/calltrail-process.ts'
import {
  callPayload,
  postWebhook,
  signedHeaders,
  startPipeline,
  startVendors,
  pipelineEnvironment,
  watchTopics,
} from '../kit/index.ts'
import type { Pipeline } from '../kit/index.ts'
import { startJaeger } from '../kit/jaeger.ts'
import type { Jaeger } from '../kit/jaeger.ts'
import type { JaegerTrace } from '../kit/jaeger-spans.ts'
import { openOwnStack } from '../kit/own-stack.ts'

export const webhookSecret = 'the-webhook-secret-of-this-test'

export interface SentCall {
  readonly conversationId: string
  readonly eventId: string
}

export interface TracedPipeline extends AsyncDisposable {
  readonly jaeger: Jaeger
  readonly pipeline: Pipeline
  /** Makes Salesforce refuse the Task of an event that is yet to come, so often, or until {@link allowEverything}. */
  refuse(conversationId: string, statusCode: string, times?: number): Promise<void>
  allowEverything(): Promise<void>
  send(payload?: Record<string, unknown>): Promise<SentCall>
  logged(call: SentCall): Promise<void>
  deadLettered(call: SentCall): Promise<void>
  replay(call: SentCall): Promise<void>
  /** The traces that are found by the call's conversation, the earliest first, once they satisfy `areComplete`. */
  tracesOf(call: SentCall, areComplete: (traces: readonly JaegerTrace[]) => boolean): Promise<JaegerTrace[]>
  /** Every trace that there is. */
  allTraces(): Promise<JaegerTrace[]>
}

let minutes = 0

/** A call that ended later than all before it, so that its contact is told of it. */
export function newestCall(): Record<string, unknown> {
  minutes += 1
  return callPayload({ endTime: new Date(Date.UTC(2026, 2, 14, 10, 10 + minutes)).toISOString() })
}

const services = ['calltrail-ingress', 'calltrail-enricher', 'calltrail-sink']

export async function openTracedPipeline(): Promise<TracedPipeline> {
  await using cleanUp = new AsyncDisposableStack()
  const [jaeger, stack, vendors] = await Promise.all([
    startJaeger().then((one) => cleanUp.use(one)),
    openOwnStack().then((one) => cleanUp.use(one)),
    startVendors().then((one) => cleanUp.use(one)),
  ])
  const org = controlSimulator(vendors.salesforceUrl)
  const watch = cleanUp.use(
    await watchTopics(stack.kafka, [callsLogged.name, enricherTopics.deadLetters, sinkTopics.deadLetters]),
  )
  const pipeline = cleanUp.use(
    await startPipeline({
      ...pipelineEnvironment(stack, vendors, webhookSecret),
      ...jaeger.environment,
      RETRY_DELAYS_MS: '300,300,300',
      FOLLOW_UP_DELAYS_MS: 'none',
      OTEL_BSP_SCHEDULE_DELAY: '100',
    }),
  )
  const owned = cleanUp.move()
  const about = async (topic: string, { eventId }: SentCall) =>
    void (await watch.next(
      (record) => record.topic === topic && headerText(record.message.headers, 'ce_id') === eventId,
    ))

  return {
    jaeger,
    pipeline,
    async refuse(conversationId, statusCode, times) {
      await org.fail({
        match: { object: 'Task' },
        ...(times === undefined ? {} : { times }),
        do: {
          recordError: { statusCode, message: 'as the test wants it' },
          where: { Calltrail_Event_Id__c: `${conversationId}:user-agent-1` },
        },
      })
    },
    async allowEverything() {
      await org.control('DELETE', '/faults')
    },
    async send(payload = newestCall()) {
      const body = JSON.stringify(payload)
      const { body: answer } = await postWebhook(
        pipeline.ingressUrl,
        body,
        signedHeaders(body, webhookSecret),
      )
      return { conversationId: String(payload['conversationId']), eventId: answer.eventId! }
    },
    logged: (call) => about(callsLogged.name, call),
    deadLettered: (call) => about(sinkTopics.deadLetters, call),
    async replay({ eventId }) {
      const { exitCode, stderr } = await calltrail(['dead-letters', 'replay', eventId, '--yes'], stack)
      if (exitCode !== 0) throw new Error(stderr)
    },
    async tracesOf({ conversationId }, areComplete) {
      // Jaeger tells nobody what has come in: it has to be asked until the spans that are on their way are there.
      for (;;) {
        const tags = { 'app.conversation.id': conversationId }
        const found = await Promise.all(services.map((service) => jaeger.traces({ service, tags })))
        const traces = distinct(found.flat())
        if (areComplete(traces)) return traces
        await new Promise((resolve) => setTimeout(resolve, 100))
      }
    },
    async allTraces() {
      const found = await Promise.all(services.map((service) => jaeger.traces({ service, limit: 10_000 })))
      return distinct(found.flat())
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

function distinct(traces: readonly JaegerTrace[]): JaegerTrace[] {
  const startOf = ({ spans }: JaegerTrace) => spans[0]?.startMicros ?? 0
  const byId = new Map(traces.map((trace) => [trace.traceId, trace]))
  return [...byId.values()].toSorted((one, other) => startOf(one) - startOf(other))
}
