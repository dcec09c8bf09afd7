import { integer, key } from '../config.ts'
import { outageConfig } from '../outage/circuits.ts'
import { retryConfig } from './retry-policy.ts'

/** What every stage is configured with. */
export const stageConfig = {
  ...retryConfig,
  ...outageConfig,
  batchRecords: key({
    env: 'BATCH_RECORDS',
    parse: integer(1, 500),
    fallback: 200,
    doc: 'Most records of one partition that are processed and committed together. Up to four times as many are under way.',
  }),
  handlerTimeoutMs: key({
    env: 'HANDLER_TIMEOUT_MS',
    parse: integer(1, 3_600_000),
    fallback: 60_000,
    doc: 'Longest time in milliseconds for a batch; then its records are tried in smaller ones, and one that hangs alone is retried later.',
  }),
  sessionTimeoutMs: key({
    env: 'KAFKA_SESSION_TIMEOUT_MS',
    parse: integer(6_000, 300_000),
    fallback: 10_000,
    doc: 'How long in milliseconds a process may be silent before Kafka gives its partitions to others.',
  }),
}
