import { fileURLToPath } from 'node:url'
import { callsEnded } from '@calltrail/schemas'
import { webhookSecret } from '../pipeline/measured-pipeline.ts'
import { startPeer } from '../pipeline/start-peer.ts'
import { startProcess } from '../pipeline/start-process.ts'
import type { StartedProcess } from '../pipeline/start-process.ts'
import { recordsIn, webhook } from './front-door.ts'
import type { FrontDoorPlan } from './front-door.ts'

export const bareFastify: FrontDoorPlan = {
  requests: webhook,
  mostPerSecond: 40_000,
  open: () => startServer('bare-fastify', {}),
}

export const oneSendPerRequest: FrontDoorPlan = {
  requests: webhook,
  mostPerSecond: 10_000,
  async open({ stack: { kafkaBrokers, schemaRegistryUrl }, admin }) {
    const server = await startServer('one-send-per-request', {
      KAFKA_BROKERS: kafkaBrokers,
      SCHEMA_REGISTRY_URL: schemaRegistryUrl,
      GENESYS_WEBHOOK_SECRET: webhookSecret,
    })
    return { ...server, stored: () => recordsIn(admin, callsEnded.name) }
  },
}

const kafkaHooksTopic = 'bench.kafka-hooks'

export const kafkaHooks: FrontDoorPlan = {
  requests: { path: `/topics/${kafkaHooksTopic}`, keyHeader: 'x-plt-kafka-hooks-key' },
  mostPerSecond: 20_000,
  async open({ stack: { kafkaBrokers }, admin, unansweringUrl, say }) {
    const topic = { topic: kafkaHooksTopic, numPartitions: callsEnded.partitions, replicationFactor: 1 }
    await admin.createTopics({ topics: [topic], waitForLeaders: true })
    const env = { KAFKA_BROKERS: kafkaBrokers, TOPIC: kafkaHooksTopic, UNANSWERING_URL: unansweringUrl }
    const peer = await startPeer('kafka-hooks', env, say)
    return { ...peer, stored: () => recordsIn(admin, kafkaHooksTopic) }
  },
}

function startServer(
  name: 'bare-fastify' | 'one-send-per-request',
  env: Readonly<Record<string, string>>,
): Promise<{ readonly url: string } & StartedProcess> {
  const program = fileURLToPath(new URL(`programs/${name}.ts`, import.meta.url))
  return startProcess(program, { env: { NODE_ENV: 'production', ...env } })
}
