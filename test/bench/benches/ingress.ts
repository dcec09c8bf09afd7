/**
 * How many webhooks a second the ingress takes, beside what one would write or pick instead.
 */
import type { Bench, Figure, OpenBench, RunContext } from '../harness/bench.ts'
import { calltrail, calltrailTraced } from '../ingress/calltrail-door.ts'
import type { FrontDoorPlan } from '../ingress/front-door.ts'
import { measureFrontDoor } from '../ingress/measure-front-door.ts'
import { bareFastify, kafkaHooks, oneSendPerRequest } from '../ingress/peer-doors.ts'
import { seedDoor } from '../ingress/seed-door.ts'
import { openSurroundings } from '../ingress/surroundings.ts'

const doors = {
  Calltrail: calltrail,
  'Calltrail, traced': calltrailTraced,
  'bare Fastify': bareFastify,
  'one send per request': oneSendPerRequest,
  'kafka-hooks': kafkaHooks,
  'seed, Salesforce at 0 ms': seedDoor(0),
  'seed, Salesforce at 100 ms': seedDoor(100),
} as const satisfies Record<string, FrontDoorPlan>
type Variant = keyof typeof doors

const figures = {
  throughput: { title: 'requests/s', decimals: 0, better: 'higher' },
  p99: { title: 'p99 ms', decimals: 1, better: 'lower' },
  cpu: { title: 'CPU ms/request', decimals: 3, better: 'lower' },
} as const satisfies Record<string, Figure>
type IngressFigure = keyof typeof figures

const connections = 100
const warmUpMs = 4_000
const countedMs = 4_000

export const ingress: Bench<Variant, IngressFigure> = {
  name: 'ingress',
  what: 'how many webhooks a second the ingress takes',
  story: {
    method: `
Each server is a process of its own, new each time, and takes webhooks over ${connections} connections that are kept open. Each connection
sends its next request as soon as the one before is answered: ${warmUpMs / 1_000} s that do not count, until the code is warm, then
${countedMs / 1_000} s that do. The webhooks are the documentation's, each of another call, and were signed before the clock runs; none is
sent twice. Every answer must be a 2xx, and there must be exactly as many new records in the topic (or Tasks in Salesforce) as there were
answers, or the bench fails. CPU time is that of the server's process alone.

What each does before it answers:

- **Calltrail**: the ingress as \`npm run ingress\` starts it. Signature, validation, copies, Avro, a record acknowledged by all in-sync
  replicas, a line of log.
- **Calltrail, traced**: the same, with spans sent to a server that swallows them.
- **bare Fastify**: parses the JSON, and answers with a schema. Nothing is verified and nothing kept: a bound.
- **one send per request**: Fastify with the signature, \`JSON.parse\`, Avro by Calltrail's own writer, and for each webhook one
  \`producer.send\` of kafkajs with \`acks: -1\`.
- **kafka-hooks**: @platformatic/kafka-hooks as its documentation has it. The body goes into Kafka as it is.
- **seed**: an Express handler with axios that looks the contact up, asks Genesys for the recording, creates the Task and updates the
  contact. The simulated Salesforce takes so many milliseconds, and its own work, for each of the three requests to it.

The topics have 12 partitions. The load generator sends requests that it made beforehand as bytes, so that it takes little of the machine
that it shares with what it measures.
`.trim(),
    unfair: [
      'Broker, load generator and server share one machine. On two cores bare Fastify has one for itself, while whatever writes to Kafka shares it with the broker. What a request costs is better seen in the CPU time.',
      'kafka-hooks verifies nothing, validates nothing, and sends again what comes twice. It asks for `acks: 1` and cannot be told otherwise: on one broker without replicas that is the same wait as `acks: -1`, on a real cluster it is less.',
      'kafka-hooks publishes only to topics that it also consumes. Here its consumer is held up by a target that never answers, so that it costs next to nothing.',
      'kafka-hooks, bare Fastify and one send per request write no log. Calltrail writes a line for each webhook, which the bench itself reads meanwhile.',
      'One send per request runs on kafkajs with Calltrail’s patch, which takes the wake-ups out of it, and with Calltrail’s Java-compatible partitioner.',
      'The seed’s handler does more: when it has answered, the call is logged in Salesforce. Calltrail’s answer says that the event is safe, and the rest follows. How long that takes is the bench `end-to-end`.',
      'The seed’s handler finds only callers whose number is stored exactly as Genesys has it. Here all are.',
      'The simulators answer in a process of their own, both in one, and take CPU time from the handler beside them.',
      'A replica on another machine would have to confirm each record in production: that takes longer, for all that write to Kafka.',
    ],
    packages: ['fastify', 'kafkajs', '@platformatic/kafka-hooks', '@platformatic/kafka', 'express', 'axios'],
  },
  variants: Object.keys(doors) as Variant[],
  figures,
  goals: [
    { variants: ['Calltrail'], figures: ['throughput'], to: 0.5, timesOf: 'bare Fastify' },
    { variants: ['Calltrail'], figures: ['throughput'], to: 10, timesOf: 'one send per request' },
  ],
  open: openIngressBench,
}

async function openIngressBench(context: RunContext): Promise<OpenBench<Variant, IngressFigure>> {
  const { surroundings, generator, ...opened } = await openSurroundings(context)
  const load = { connections, warmUpMs: warmUpMs * context.scale, countedMs: countedMs * context.scale }
  return {
    async measure(variant) {
      const [measured] = await measureFrontDoor(doors[variant], [load], generator, surroundings)
      const { perSecond, p99Ms, cpuMsPerRequest } = measured!
      return { throughput: perSecond, p99: p99Ms, cpu: cpuMsPerRequest }
    },
    [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose](),
  }
}
