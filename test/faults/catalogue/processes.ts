/** Processes that die, freeze, come and go. */
import { enricherTopics, sinkTopics } from '@calltrail/schemas'
import { partitionsBehind } from '../harness/backlog.ts'
import { sessionTimeoutMs } from '../harness/bench.ts'
import type { Fault, Scene } from '../harness/fault.ts'
import { answered } from '../harness/signs.ts'

const topicsOf = { enricher: enricherTopics, sink: sinkTopics }
type Stage = keyof typeof topicsOf

/** Long enough that a kill meets a batch which is under way. */
const slowAnswers = { latencyMs: { base: 250, perRecord: 1 } }

/** The observer is this far behind at most. */
const settleMs = 1_000

export const ingressKilled: Fault = {
  name: 'ingress-killed',
  what: 'the ingress is killed (-9) three times with requests under way',
  isShort: true,
  signs: [answered('no answer', 'nobody there')],
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

async function killInMidBatch(scene: Scene, stage: Stage): Promise<void> {
  const { bench, hold, object } = scene
  const topics = topicsOf[stage]
  const replica = bench.services[stage].one()
  for (let time = 0; time < 2; time++) {
    await bench.salesforce.control('POST', '/faults', slowAnswers)
    await untilSalesforceIsAsked(scene, stage)
    await replica.kill()
    const unfinished = await partitionsBehind(bench, topics, topics.input.name)
    if (unfinished.length === 0) object(`the ${stage} was killed when it had nothing to do`)
    await replica.untilReady()
    await hold(3_000, 1_500)
  }
  await bench.salesforce.control('DELETE', '/faults')
}

/** A request of the stage's first replica waits in the simulator: its batch is under way. */
function untilSalesforceIsAsked({ bench, until }: Scene, stage: Stage): Promise<boolean> {
  const [way] = bench.waysToSalesforce[stage]
  return until(`the ${stage} asks Salesforce`, () => way!.openRequests() > 0)
}

export const zombies: readonly Fault[] = (['enricher', 'sink'] as const).map((stage) => ({
  name: `${stage}-zombie`,
  what: `one of two ${stage}s is frozen (SIGSTOP) for longer than the session time-out, then goes on`,
  isShort: stage === 'sink',
  during: (scene) => freezeInMidBatch(scene, stage),
}))

async function freezeInMidBatch(scene: Scene, stage: Stage): Promise<void> {
  const { bench, hold, until } = scene
  const replicas = bench.services[stage]
  const topics = topicsOf[stage]
  await replicas.scale(2)
  await bench.salesforce.control('POST', '/faults', slowAnswers)
  await untilSalesforceIsAsked(scene, stage)
  replicas.one().freeze()
  // What it had under way is among what has been seen by now.
  await hold(settleMs)
  const seen = new Map(bench.observer.lastOffsets(topics.input.name))
  await hold(sessionTimeoutMs + 5_000)
  // The frozen one commits nothing, so its partitions can only have gone to the other one.
  await until(`the other ${stage} has done what the frozen one had begun`, async () => {
    const behind = await partitionsBehind(bench, topics, topics.input.name, seen)
    return behind.length === 0
  })
  replicas.one().thaw()
  await hold(3_000)
  await bench.salesforce.control('DELETE', '/faults')
  await replicas.scale(1)
}

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
