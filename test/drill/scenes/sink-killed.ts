/** The sink is gone for more than a minute, with calls that wait for it, and then it is back. */
import { eventHeaders, openEventWriter } from '@calltrail/runtime'
import { callsEnriched, sinkTopics } from '@calltrail/schemas'
import { enrichedCall } from '@calltrail/schemas/testing'
import { sampleRecords } from '@calltrail/simulators'
import type { IHeaders } from 'kafkajs'
import type { Bench } from '../harness/bench.ts'
import { aCallIsLogged, sendCalls } from '../harness/calls.ts'
import type { Scene } from '../harness/scene.ts'

const hourMs = 3_600_000
const ofSink = { stage: 'sink' }
/** Whose calls are in another partition than the 40: behind those, nobody waits for longer than they do. */
const { Id: contactId } = sampleRecords.contacts.robinLone

/** A call that the enricher was done with an hour ago. */
async function putCallOfAnHourAgo(
  { registry, producer }: Bench,
  topic: string,
  { conversationId, headers = {} }: { readonly conversationId: string; readonly headers?: IHeaders },
): Promise<void> {
  const at = Date.now() - hourMs
  const call = enrichedCall({
    conversationId,
    eventId: `${conversationId}:agent-1`,
    receivedAt: at,
    contact: { id: contactId, name: 'Robin Lone', accountId: null, email: null, isPersonAccount: false },
    accountId: null,
  })
  const { encode } = await openEventWriter(registry, callsEnriched)
  const message = {
    key: callsEnriched.key(call),
    value: await encode(call),
    headers: { ...eventHeaders(callsEnriched.event, call.eventId, '/calltrail/drill', at), ...headers },
    timestamp: String(at),
  }
  await producer.send({ topic, messages: [message] })
}

function headersOfRetryDueAt(dueAt: number): IHeaders {
  const failedAt = new Date(dueAt - 5_000).toISOString()
  return {
    'calltrail-stage': 'sink',
    'calltrail-attempt': '1',
    'calltrail-not-before': new Date(dueAt).toISOString(),
    'calltrail-first-failed-at': failedAt,
    'calltrail-failed-at': failedAt,
    'calltrail-error-code': 'SALESFORCE_ROW_LOCKED',
    'calltrail-error-message': 'as the drill wants it',
  }
}

/** The first scene: a call that was logged in the last ten minutes keeps CalltrailCallsNotLogged quiet. */
export const sinkKilled: Scene = {
  name: 'sink-killed',
  steps: [
    {
      what: 'the sink is killed (-9), and 40 calls come',
      async act(bench) {
        await bench.services.sink.kill()
        await sendCalls(bench, 40)
      },
      fires: [
        { alert: 'CalltrailServiceDown', severity: 'page', labels: { service: 'sink' }, withinSeconds: 30 },
        { alert: 'CalltrailCallsNotLogged', severity: 'page', withinSeconds: 30 },
        { alert: 'CalltrailConsumerLag', severity: 'ticket', labels: ofSink, withinSeconds: 100 },
      ],
    },
    {
      what: 'in the sink’s topic is a call that was written an hour ago',
      act: (bench) =>
        putCallOfAnHourAgo(bench, sinkTopics.input.name, { conversationId: 'waiting-for-long' }),
      fires: [{ alert: 'CalltrailConsumerLag', severity: 'page', labels: ofSink, withinSeconds: 30 }],
    },
    {
      what: 'in the sink’s first retry topic is a call that was due an hour ago',
      act: (bench) =>
        putCallOfAnHourAgo(bench, sinkTopics.retryTiers[0]!, {
          conversationId: 'due-for-long',
          headers: headersOfRetryDueAt(Date.now() - hourMs),
        }),
      fires: [{ alert: 'CalltrailRetriesOverdue', severity: 'ticket', labels: ofSink, withinSeconds: 30 }],
    },
  ],
  heal: {
    what: 'the sink is started again, and logs what has waited for more than a minute; Salesforce takes half a second for each answer',
    async act(bench) {
      // All at once they would be in the first figures that the new process shows, and Prometheus would see no increase.
      await bench.salesforce.control('POST', '/faults', { latencyMs: { base: 500, perRecord: 0 } })
      await bench.services.sink.start()
      await aCallIsLogged(bench)
      await bench.salesforce.control('DELETE', '/faults')
    },
    fires: [
      {
        alert: 'CalltrailCallsLate',
        severity: 'ticket',
        withinSeconds: 60,
        lingers: 'it looks at the last 10 minutes',
      },
    ],
  },
}
