/** Webhooks that are turned away, and calls that wait on the disk of the ingress. */
import { setTimeout as sleep } from 'node:timers/promises'
import { callsEnded } from '@calltrail/schemas'
import kafkajs from 'kafkajs'
import type { Bench } from '../harness/bench.ts'
import { aCallIsLogged, sendCall, sendCalls } from '../harness/calls.ts'
import type { Scene } from '../harness/scene.ts'
import { until } from '../harness/until.ts'

const wrongSignatures: Scene = {
  name: 'wrong-signatures',
  callsKeepComing: true,
  steps: [
    {
      what: '20 webhooks come within ten seconds that are signed with another secret',
      async act(bench) {
        for (let sent = 0; sent < 20; sent++) {
          await sendCall(bench, {}, 'another secret than ours')
          await sleep(500, undefined, { signal: bench.signal })
        }
      },
      fires: [
        {
          alert: 'CalltrailWebhooksRefused',
          severity: 'page',
          labels: { door: '/webhook/call-ended' },
          withinSeconds: 30,
          lingers: 'it looks at the last 5 minutes',
        },
      ],
    },
  ],
  heal: {
    what: 'webhooks are signed as they should be',
    act: async (bench) => void (await aCallIsLogged(bench)),
  },
}

const largeNotes = { attributes: { notes: 'x'.repeat(30_000) } }

/** More than have room. */
const mostCallsInSpool = 60

async function fillTheSpool(bench: Bench): Promise<void> {
  for (let sent = 0; sent < mostCallsInSpool; sent++) {
    const { status } = await sendCall(bench, largeNotes)
    if (status === 503) return
  }
  throw new Error(`the spool is not full after ${mostCallsInSpool} calls`)
}

/** Resolves when all are ready, those that have given up meanwhile as well. */
async function bringKafkaBack({ broker, services }: Bench): Promise<void> {
  await broker.start()
  await Promise.all(Object.values(services).map((service) => service.start()))
}

/** Or the next outage would seem to have begun before it did. */
async function monitorSeesKafka({ prometheus, signal }: Bench): Promise<void> {
  const isLooking = async () => (await prometheus.query('calltrail_monitor_looked_seconds < 12')).length > 0
  await until('the monitor sees Kafka', isLooking, { withinMs: 60_000, signal })
}

const kafkaGone: Scene = {
  name: 'kafka-gone',
  steps: [
    {
      what: 'the broker is killed (-9), and calls come until the spool of 1 MiB is full',
      async act(bench) {
        await bench.broker.kill()
        await fillTheSpool(bench)
      },
      fires: [
        { alert: 'CalltrailSpoolInUse', severity: 'page', withinSeconds: 60 },
        { alert: 'CalltrailSpoolNearlyFull', severity: 'page', withinSeconds: 60 },
        { alert: 'CalltrailMonitorBlind', severity: 'ticket', withinSeconds: 100 },
      ],
    },
  ],
  heal: {
    what: 'the broker is started again',
    async act(bench) {
      await bringKafkaBack(bench)
      await aCallIsLogged(bench)
    },
  },
}

/** @param bytes of a batch at most; undefined for the broker's own limit */
async function limitTopic({ kafka }: Bench, bytes: number | undefined): Promise<void> {
  const admin = kafka.admin()
  await admin.connect()
  try {
    const configEntries = bytes === undefined ? [] : [{ name: 'max.message.bytes', value: String(bytes) }]
    const { name } = callsEnded
    const resources = [{ type: kafkajs.ConfigResourceTypes.TOPIC, name, configEntries }]
    await admin.alterConfigs({ validateOnly: false, resources })
  } finally {
    await admin.disconnect()
  }
}

const topicTooSmall: Scene = {
  name: 'topic-too-small',
  steps: [
    {
      what: 'a call with 30 KB of notes is in the spool when the broker comes back, whose topic takes 10 KB now',
      async act(bench) {
        await limitTopic(bench, 10_000)
        await bench.broker.kill()
        await sendCalls(bench, 1, largeNotes)
        await bringKafkaBack(bench)
      },
      fires: [{ alert: 'CalltrailEventsSetAside', severity: 'ticket', withinSeconds: 90 }],
    },
  ],
  heal: {
    what: 'the topic has its limit again, and the ingress is restarted',
    async act(bench) {
      await limitTopic(bench, undefined)
      await bench.services.ingress.stop()
      await bench.services.ingress.start()
      await aCallIsLogged(bench)
      await monitorSeesKafka(bench)
    },
  },
}

export const frontDoorScenes: readonly Scene[] = [wrongSignatures, topicTooSmall, kafkaGone]
