import { integer, kafkaConfig, key, registryConfig } from '@calltrail/runtime'

export const provisionConfig = {
  ...kafkaConfig,
  ...registryConfig,
  replicationFactor: key<number | undefined>({
    env: 'KAFKA_REPLICATION_FACTOR',
    parse: integer(1, 32_767),
    fallback: undefined,
    doc: 'Copies of each new topic. Default: 3, or the number of brokers when there are fewer.',
  }),
}
