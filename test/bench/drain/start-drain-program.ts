/**
 * What the stages are compared with, as processes of their own.
 */
import { fileURLToPath } from 'node:url'
import type { OwnStack } from '../../kit/own-stack.ts'
import { startProcess } from '../pipeline/start-process.ts'
import type { StartedProcess } from '../pipeline/start-process.ts'
import type { GroupTopic } from './committed-records.ts'

/** Begins at once to copy the topic's records. @param target a topic of as many partitions */
export function startKafkajsCopy(
  { kafkaBrokers }: Pick<OwnStack, 'kafkaBrokers'>,
  { groupId, topic }: GroupTopic,
  target: string,
  recordsOfTransaction: number,
): Promise<StartedProcess> {
  return start('kafkajs-copy', kafkaBrokers, groupId, topic, target, String(recordsOfTransaction))
}

/** Ways to write the calls of {@link enrichedCalls} into Salesforce without Kafka. */
export type SalesforceClient = 'single-calls' | 'jsforce-collections' | 'full-requests'

export interface ClientWork {
  readonly salesforceUrl: string
  /** How many, from the first one on. */
  readonly calls: number
  readonly atOnce: number
  /** How long a step of the client takes about. */
  readonly stepMs: number
}

/**
 * Prepares the calls. Any request to its URL makes it write them, and is answered with the {@link Pace}.
 * @param args what is the client's own
 */
export function startSalesforceClient(
  client: SalesforceClient,
  { salesforceUrl, calls, atOnce, stepMs }: ClientWork,
  ...args: readonly string[]
): Promise<{ readonly url: string } & StartedProcess> {
  return start(client, salesforceUrl, String(calls), String(atOnce), String(stepMs), ...args)
}

function start<Announced>(name: string, ...args: readonly string[]): Promise<Announced & StartedProcess> {
  const program = fileURLToPath(new URL(`../pipeline/programs/${name}.ts`, import.meta.url))
  return startProcess(program, {
    args,
    env: { NODE_ENV: 'production', KAFKAJS_NO_PARTITIONER_WARNING: '1' },
  })
}
