/**
 * How long the ingress takes to answer a webhook, at rates that it is far from filled with.
 */
import type { Bench, Figure, OpenBench, RunContext } from '../harness/bench.ts'
import { calltrail } from '../ingress/calltrail-door.ts'
import type { FrontDoorPlan } from '../ingress/front-door.ts'
import { measureFrontDoor } from '../ingress/measure-front-door.ts'
import { bareFastify, oneSendPerRequest } from '../ingress/peer-doors.ts'
import { openSurroundings } from '../ingress/surroundings.ts'

const doors = {
  Calltrail: calltrail,
  'one send per request': oneSendPerRequest,
  'bare Fastify': bareFastify,
} as const satisfies Record<string, FrontDoorPlan>
type Variant = keyof typeof doors

const figures = {
  slowP50: { title: '100/s: p50 ms', decimals: 1, better: 'lower' },
  slowP99: { title: '100/s: p99 ms', decimals: 1, better: 'lower' },
  slowCpu: { title: '100/s: CPU ms/request', decimals: 2, better: 'lower' },
  fastP50: { title: '1,000/s: p50 ms', decimals: 1, better: 'lower' },
  fastP99: { title: '1,000/s: p99 ms', decimals: 1, better: 'lower' },
  fastCpu: { title: '1,000/s: CPU ms/request', decimals: 2, better: 'lower' },
} as const satisfies Record<string, Figure>
type LatencyFigure = keyof typeof figures

const connections = 100
const countedMs = 6_000
/** The fast rate is first: it warms the code up for both. */
const fast = { perSecond: 1_000, warmUpMs: 1_500 }
const slow = { perSecond: 100, warmUpMs: 500 }

export const ingressLatency: Bench<Variant, LatencyFigure> = {
  name: 'ingress-latency',
  what: 'how long the ingress takes to answer, at 100 and at 1,000 webhooks a second',
  story: {
    method: `
The same servers as in the bench \`ingress\`, each a process of its own and new each time, are sent webhooks at a steady rate by the clock:
1,000 a second, then 100, for ${countedMs / 1_000} s each, after ${fast.warmUpMs / 1_000} s and ${slow.warmUpMs / 1_000} s that do not count. The next request is sent when it is due, whether or not
those before are answered, in turn over ${connections} connections. The latency is from when a request was due until its answer was there: what a
server's pause holds up is counted with all the time that it waited. Every answer must be a 2xx, and the topic must have exactly as many
new records as there were answers, or the bench fails.

At 100 a second each figure is of ${(countedMs * slow.perSecond) / 1_000} requests, so that the p99 is the sixth worst of them.
`.trim(),
    unfair: [
      'A timer of Node is up to a millisecond late: that is in every latency, the same for all.',
      'Broker, load generator and server share one machine. At 100 a second each request finds the processor idle and its caches cold, and costs several times what it does at 1,000.',
      'Kafka is one broker on the same machine, without replicas to wait for.',
      'Bare Fastify keeps nothing; it shows what the machine and the load generator come to by themselves.',
      'Of the three only Calltrail writes a log, a line for each webhook.',
      'One send per request runs on kafkajs with Calltrail’s patch.',
    ],
    packages: ['fastify', 'kafkajs'],
  },
  variants: Object.keys(doors) as Variant[],
  figures,
  goals: [
    { variants: ['Calltrail'], figures: ['fastP99'], to: 25 },
    { variants: ['Calltrail'], figures: ['slowP99'], to: 10 },
  ],
  open: openLatencyBench,
}

async function openLatencyBench(context: RunContext): Promise<OpenBench<Variant, LatencyFigure>> {
  const { surroundings, generator, ...opened } = await openSurroundings(context)
  const scaled = { connections, countedMs: countedMs * context.scale }
  const loads = [
    { ...scaled, ...fast },
    { ...scaled, ...slow },
  ]
  return {
    async measure(variant) {
      const [atFast, atSlow] = await measureFrontDoor(doors[variant], loads, generator, surroundings)
      return {
        slowP50: atSlow!.p50Ms,
        slowP99: atSlow!.p99Ms,
        slowCpu: atSlow!.cpuMsPerRequest,
        fastP50: atFast!.p50Ms,
        fastP99: atFast!.p99Ms,
        fastCpu: atFast!.cpuMsPerRequest,
      }
    },
    [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose](),
  }
}
