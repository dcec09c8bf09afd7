/** Kafka and the registry that are away. */
import { avroSchemaOf, stages } from '@calltrail/schemas'
import { SchemaType } from '@kafkajs/confluent-schema-registry'
import type { Fault, Scene } from '../harness/fault.ts'
import { readyPage } from '../harness/health.ts'
import { plant, plantedCall } from '../harness/planted.ts'
import { answered, circuitOpened } from '../harness/signs.ts'

export const brokerKilled: Fault = {
  name: 'broker-killed',
  what: 'the broker is killed (-9), and started again on its data',
  isShort: true,
  signs: [answered('spooled')],
  async during({ bench, hold }) {
    await bench.broker.kill()
    await hold(5_000, 2_000)
    await bench.broker.start()
  },
}

const registryDown: Fault = {
  name: 'registry-down',
  what: 'the schema registry refuses connections, and a record of a schema that nobody has asked for yet comes to each stage',
  isShort: true,
  async during(scene) {
    const { bench, hold, until } = scene
    const records = await Promise.all(stages.map((stage, number) => recordOfNewSchema(scene, stage, number)))
    await bench.proxies.registry.set({ kind: 'refuse' })
    for (const { input, call, value } of records) await plant(scene, input, call, value)
    for (const { stage } of stages)
      await until(`the ${stage}’s circuit to the registry is open`, async () => {
        const { circuits } = await readyPage(bench.services[stage].one())
        return circuits?.['schema-registry']?.state === 'open'
      })
    await hold(10_000, 3_000)
    await bench.proxies.registry.set({ kind: 'pass' })
  },
}

/** Services ask for a schema once, so one they know would show nothing. Of this one there is but one record. */
async function recordOfNewSchema(
  { bench, prefix }: Scene,
  { input }: (typeof stages)[number],
  number: number,
) {
  const schema = JSON.parse(avroSchemaOf(input.event)) as { fields: object[] }
  schema.fields.push({ name: `of_${prefix}`, type: ['null', 'string'], default: null })
  // Under a subject of its own: that of the topic is the services'.
  const { id } = await bench.registry.register(
    { type: SchemaType.AVRO, schema: JSON.stringify(schema) },
    { subject: `calltrail-faults-${prefix}-${input.event}` },
  )
  const call = plantedCall(prefix, { number, receivedAt: Date.now() })
  const event = input.event === 'calls.ended.v1' ? call.ended : call.enriched
  return { input, call, value: await bench.registry.encode(id, event) }
}

export const kafkaFaults: readonly Fault[] = [
  brokerKilled,
  {
    name: 'broker-unreachable',
    what: 'the broker refuses connections for a minute',
    signs: [answered('spooled')],
    async during({ bench, hold }) {
      await bench.proxies.kafka.set({ kind: 'refuse' })
      await hold(60_000, 15_000)
      await bench.proxies.kafka.set({ kind: 'pass' })
    },
  },
  registryDown,
  {
    name: 'registry-down-at-start',
    what: 'the schema registry refuses connections while every service is started anew',
    // Nobody takes webhooks while the only ingress starts.
    mayRefuse: true,
    signs: [circuitOpened('schema-registry', 'enricher', 'sink')],
    async during({ bench, hold }) {
      await bench.proxies.registry.set({ kind: 'refuse' })
      const replicas = Object.values(bench.services).map(({ one }) => one())
      await Promise.all(replicas.map((replica) => replica.kill()))
      await hold(10_000)
      await bench.proxies.registry.set({ kind: 'pass' })
      await Promise.all(replicas.map((replica) => replica.untilReady()))
    },
  },
]
