/** Processes that die, freeze, come and go. */
import { sessionTimeoutMs } from '../harness/bench.ts'
import type { Bench } from '../harness/bench.ts'
import type { Fault, Scene } from '../harness/fault.ts'

/** Long enough that a kill meets a batch which is under way. */
const slowAnswers = { latencyMs: { base: 250, perRecord: 1 } }

export const ingressKilled: Fault = {
  name: 'ingress-killed',
  what: 'the ingress is killed (-9) three times with requests under way',
  isShort: true,
  async during({ bench, hold }) {
    await bench.proxies.kafka.set({ kind: 'delay', delayMs: 50 })
    for (let time = 0; time < 3; time++) {
      await bench.services.ingress.one().kill()
      await bench.services.ingress.one().untilReady()
      // Longer than the longest pause between two tries: each webhook meets an ingress at least once.
      await hold(4_500)
    }
    await bench.proxies.kafka.set({ kind: 'pass' })
  },
}

export const enricherKilled: Fault = {
  name: 'enricher-killed',
  what: 'the enricher is killed (-9) twice in mid-batch',
  isShort: true,
  during: (scene) => killInMidBatch(scene, 'enricher'),
}

export const sinkKilled: Fault = {
  name: 'sink-killed',
  what: 'the sink is killed (-9) twice in mid-batch',
  isShort: true,
  during: (scene) => killInMidBatch(scene, 'sink'),
}

async function killInMidBatch({ bench, hold }: Scene, stage: 'enricher' | 'sink'): Promise<void> {
  const replica = bench.services[stage].one()
  for (let time = 0; time < 2; time++) {
    await bench.salesforce.control('POST', '/faults', slowAnswers)
    await salesforceIsAsked(bench)
    await replica.kill()
    await replica.untilReady()
    await hold(3_000, 500)
  }
  await bench.salesforce.control('DELETE', '/faults')
}

/** Requests reach the simulator, where they then wait: their batch is under way. */
async function salesforceIsAsked({ proxies: { salesforce } }: Bench): Promise<void> {
  const before = salesforce.bytesIn()
  while (salesforce.bytesIn() === before) await new Promise((resolve) => setTimeout(resolve, 5))
}

export const zombies: readonly Fault[] = (['enricher', 'sink'] as const).map((stage) => ({
  name: `${stage}-zombie`,
  what: `one of two ${stage}s is frozen (SIGSTOP) for longer than the session time-out, then goes on`,
  isShort: stage === 'sink',
  async during({ bench, hold }) {
    const replicas = bench.services[stage]
    await replicas.scale(2)
    await bench.salesforce.control('POST', '/faults', slowAnswers)
    await salesforceIsAsked(bench)
    replicas.one().freeze()
    await hold(sessionTimeoutMs + 5_000)
    replicas.one().thaw()
    await hold(3_000)
    await bench.salesforce.control('DELETE', '/faults')
    await replicas.scale(1)
  },
}))

export const replicasComeAndGo: Fault = {
  name: 'replicas-come-and-go',
  what: 'replicas of both stages are added and removed',
  isShort: true,
  async during({ bench, hold }) {
    for (const count of [2, 3, 1, 2, 1]) {
      await Promise.all([bench.services.enricher.scale(count), bench.services.sink.scale(count)])
      await hold(2_000, 500)
    }
  },
}

export const rollingRestart: Fault = {
  name: 'rolling-restart',
  what: 'every process of two replicas each is restarted in turn (SIGTERM)',
  isShort: true,
  async during({ bench }) {
    const services = Object.values(bench.services)
    await Promise.all(services.map((replicas) => replicas.scale(2)))
    for (const replicas of services) {
      for (const replica of replicas.all()) await replica.restart()
    }
    await Promise.all(services.map((replicas) => replicas.scale(1)))
  },
}

export const processFaults: readonly Fault[] = [
  ingressKilled,
  enricherKilled,
  sinkKilled,
  ...zombies,
  replicasComeAndGo,
  rollingRestart,
]
