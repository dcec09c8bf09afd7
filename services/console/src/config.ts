import {
  genesysConfig,
  httpUrl,
  kafkaConfig,
  key,
  registryConfig,
  salesforceConfig,
  textList,
} from '@calltrail/runtime'

/** For what is in Kafka. */
export const kafkaReaderConfig = { ...kafkaConfig, ...registryConfig }

/** For a comparison with what Genesys tells. */
export const reconciliationConfig = { ...kafkaReaderConfig, ...genesysConfig }

/** For sending calls through the front door. */
export const frontDoorConfig = {
  ingressUrl: key({
    env: 'INGRESS_URL',
    parse: httpUrl,
    doc: 'Address of the ingress, without the path. For `reconcile --repair`.',
  }),
  webhookSecrets: key({
    env: 'GENESYS_WEBHOOK_SECRET',
    parse: textList,
    secret: true,
    doc: 'Secret that webhooks are signed with; of several the first one. For `reconcile --repair`.',
  }),
}

/** Everything that a verb may ask for. Each verb reads only what it needs. */
export const consoleConfig = { ...reconciliationConfig, ...salesforceConfig, ...frontDoorConfig }
