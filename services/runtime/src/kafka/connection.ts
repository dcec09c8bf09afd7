import { Kafka, logLevel, Partitioners } from 'kafkajs'
import type { LogEntry, Producer } from 'kafkajs'
import type { Logger } from 'pino'
import { key, textList } from '../config.ts'
import { maskText } from '../logging/masked-text.ts'
import { sparingly } from '../logging/sparingly.ts'
import type { LineWriter } from '../logging/sparingly.ts'
import { securityOptions } from './security.ts'
import type { KafkaSecurity } from './security.ts'
import { kafkaSecurityConfig } from './security-config.ts'

export const kafkaConfig = {
  kafkaBrokers: key({
    env: 'KAFKA_BROKERS',
    parse: textList,
    doc: 'Kafka bootstrap servers, host:port, comma-separated.',
  }),
  ...kafkaSecurityConfig,
}

/** Where Kafka is, and how it is spoken to. */
export interface KafkaAddress extends KafkaSecurity {
  readonly kafkaBrokers: readonly string[]
}

/** A kafkajs client that logs through ours, with every default that depends on the environment set explicitly. */
export function connectKafka(config: KafkaAddress, clientId: string, log: Logger): Kafka {
  return new Kafka({
    clientId,
    brokers: [...config.kafkaBrokers],
    ...securityOptions(config),
    connectionTimeout: 10_000,
    requestTimeout: 30_000,
    // kafkajs waits this long between two transactions that follow each other at once.
    retry: { initialRetryTime: 5, maxRetryTime: 10_000, factor: 0.2, multiplier: 2, retries: 12 },
    logLevel: logLevel.WARN,
    logCreator: () =>
      logThrough(sparingly({ perMinute: linesPerMinute })(log.child({ component: 'kafkajs' }))),
  })
}

/** What every producer of ours has in common. The default partitioner is the Java client's. */
export const producerDefaults = {
  createPartitioner: Partitioners.DefaultPartitioner,
  allowAutoTopicCreation: false,
  metadataMaxAge: 300_000,
} as const

/** A producer without transactions, for the edge where events enter Kafka. */
export async function connectProducer(kafka: Kafka): Promise<Producer & AsyncDisposable> {
  const producer = kafka.producer(producerDefaults)
  await producer.connect()
  return Object.assign(producer, { [Symbol.asyncDispose]: () => producer.disconnect() })
}

/** Of a kind. While a broker is away, each connection says so at each try, which are many in its first second. */
const linesPerMinute = 3

/**
 * kafkajs calls an error what it then retries, so its lines weigh one level less here. Its messages may end in that of any error, or be
 * one, whatever its types say.
 */
export function logThrough(log: LineWriter): (entry: LogEntry) => void {
  return ({ level, log: { message, stack: _, timestamp: __, logger: ___, error, ...others } }) => {
    if (message === limitedRetries) return
    const thrown: unknown = message
    const said = maskText(String(thrown))
    const fields = error === undefined ? others : { ...others, error: maskText(String(error)) }
    if (level === logLevel.ERROR) log.warn(fields, said)
    else if (level === logLevel.WARN) log.info(fields, said)
    else log.debug(fields, said)
  }
}

/** Said of every transactional producer of ours. It does not apply: after a failure the transaction is aborted and the batch read again. */
const limitedRetries = 'Limiting retries for the idempotent producer may invalidate EoS guarantees'
