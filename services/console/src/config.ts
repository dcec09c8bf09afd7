import { kafkaConfig, registryConfig } from '@calltrail/runtime'

/** Everything that a verb may ask for. Each verb reads only what it needs. */
export const consoleConfig = { ...kafkaConfig, ...registryConfig }
