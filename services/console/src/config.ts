import {
  genesysConfig,
  healthConfig,
  httpUrl,
  integer,
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

/** For how Calltrail is. */
export const watchConfig = {
  ...kafkaReaderConfig,
  dedupeWindowSeconds: key({
    env: 'DEDUPE_WINDOW_SECONDS',
    parse: integer(1, 518_400),
    fallback: 3_600,
    doc: 'As the enricher has it: a call that comes again within that time is counted once.',
  }),
}

/** For the links in the story of a call. */
export const linkConfig = {
  traceLink: key<string | null>({
    env: 'TRACE_LINK',
    parse: httpUrl.refine((url) => url.includes('{traceId}'), 'must have {traceId} in it'),
    fallback: null,
    doc: 'Address of a trace for people, with `{traceId}` in it, such as `http://localhost:16686/trace/{traceId}`.',
  }),
  salesforceAppUrl: key<string | null>({
    env: 'SALESFORCE_APP_URL',
    parse: httpUrl,
    fallback: null,
    givenBy: { env: 'SALESFORCE_LOGIN_URL', as: (url) => url },
    doc: 'Address of the org for people, such as `https://acme.my.salesforce.com`, which the link to a Task begins with. Given by SALESFORCE_LOGIN_URL where that is the org’s own.',
  }),
}

/** Everything that a verb may ask for. Each verb reads only what it needs. */
export const consoleConfig = {
  ...reconciliationConfig,
  ...salesforceConfig,
  ...frontDoorConfig,
  ...watchConfig,
  ...linkConfig,
}

export const monitorConfig = {
  ...watchConfig,
  ...healthConfig,
  intervalMs: key({
    env: 'MONITOR_INTERVAL_MS',
    parse: integer(1_000, 600_000),
    fallback: 10_000,
    doc: 'How often the monitor looks at Kafka, in milliseconds.',
  }),
}
