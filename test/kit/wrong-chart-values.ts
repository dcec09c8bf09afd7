/**
 * What people may get wrong in the values of the chart, beside what is right; and the words of the refusal.
 */
import type { Values } from './chart.ts'

const secret = { secretName: 'calltrail', key: 'secret' }

export const wrongValues: readonly (readonly [what: string, values: Values, words: readonly string[]])[] = [
  [
    'a misspelt variable',
    { sink: { config: { UNKNOWN_CALER: 'skip' } } },
    ["'/sink/config'", "'UNKNOWN_CALER' not allowed"],
  ],
  [
    'a variable of another process',
    { sink: { config: { SPOOL_MAX_BYTES: 65_536 } } },
    ["'/sink/config'", "'SPOOL_MAX_BYTES' not allowed"],
  ],
  ['a misspelt value', { enricher: { replica: 3 } }, ["'/enricher'", "'replica' not allowed"]],
  [
    'a choice that there is not',
    { sink: { config: { UNKNOWN_CALLER: 'ignore' } } },
    ["'/sink/config/UNKNOWN_CALLER'", "'create-contact'"],
  ],
  [
    'a number that is too large',
    { sink: { config: { BATCH_RECORDS: 501 } } },
    ["'/sink/config/BATCH_RECORDS'", 'maximum: got 501, want 500'],
  ],
  [
    'the same in quotes',
    { sink: { config: { BATCH_RECORDS: '501' } } },
    ['sink.config.BATCH_RECORDS must be at most 500, and is 501'],
  ],
  [
    'a number that is too small',
    { config: { KAFKA_SESSION_TIMEOUT_MS: '10' } },
    ['config.KAFKA_SESSION_TIMEOUT_MS must be at least 6000, and is 10'],
  ],
  [
    'a text for a number',
    { config: { RETRY_MAX_AGE_MS: 'three days' } },
    ["'/config/RETRY_MAX_AGE_MS'", 'does not match pattern'],
  ],
  [
    'an address that is none',
    { config: { SCHEMA_REGISTRY_URL: 'registry:8081' } },
    ["'/config/SCHEMA_REGISTRY_URL'", 'does not match pattern'],
  ],
  [
    'an id of something else',
    { sink: { config: { UNKNOWN_CALLER_ACCOUNT_ID: '003xx000004TmiQ' } } },
    ["'/sink/config/UNKNOWN_CALLER_ACCOUNT_ID'"],
  ],
  [
    'a secret as text',
    { enricher: { config: { SALESFORCE_CLIENT_SECRET: 'hunter2' } } },
    ["'/enricher/config/SALESFORCE_CLIENT_SECRET'", 'given under secrets, as {secretName, key}'],
  ],
  [
    'a secret of all as text',
    { config: { KAFKA_SASL_PASSWORD: 'hunter2' } },
    ["'/config/KAFKA_SASL_PASSWORD'", 'given under secrets'],
  ],
  [
    'a secret without its key',
    { secrets: { KAFKA_SASL_PASSWORD: { secretName: 'kafka' } } },
    ["'/secrets/KAFKA_SASL_PASSWORD'", "missing property 'key'"],
  ],
  [
    'a path as text',
    { sink: { config: { OWNER_MAPPING: '/owners.json' } } },
    ["'/sink/config/OWNER_MAPPING'", 'given under files'],
  ],
  [
    'a certificate as text',
    { config: { KAFKA_TLS_CA: '-----BEGIN' } },
    ["'/config/KAFKA_TLS_CA'", 'given under files'],
  ],
  ['a file of nothing', { files: { KAFKA_TLS_CA: { key: 'ca.crt' } } }, ["'/files/KAFKA_TLS_CA'"]],
  [
    'what the chart sets itself',
    { ingress: { config: { PORT: 8080 } } },
    ["'/ingress/config/PORT'", 'left to the chart'],
  ],
  [
    'a value that is given twice',
    { ingress: { config: { KAFKA_SASL_USERNAME: 'a' }, secrets: { KAFKA_SASL_USERNAME: secret } } },
    ['ingress.config.KAFKA_SASL_USERNAME and ingress.secrets.KAFKA_SASL_USERNAME are both given'],
  ],
  [
    'more replicas than partitions',
    { sink: { replicas: 13 } },
    ["'/sink/replicas'", 'maximum: got 13, want 12'],
  ],
  [
    'scaling beyond the partitions',
    { sink: { autoscaling: { enabled: true, maxReplicas: 13 } } },
    ["'/sink/autoscaling/maxReplicas'", 'maximum: got 13, want 12'],
  ],
  [
    'scaling to nothing',
    { enricher: { autoscaling: { enabled: true, minReplicas: 0 } } },
    ["'/enricher/autoscaling/minReplicas'", 'minimum: got 0, want 1'],
  ],
  [
    'scaling upside down',
    { enricher: { autoscaling: { enabled: true, minReplicas: 8 } } },
    ['enricher.autoscaling.minReplicas must be at most maxReplicas, which is 6 (it is 8)'],
  ],
  ['no ingress', { ingress: { replicas: 0 } }, ["'/ingress/replicas'"]],
  [
    'a volume that the spool outgrows',
    { ingress: { config: { SPOOL_MAX_BYTES: 4_294_967_296 } } },
    [
      'ingress.spool.persistence.size must be larger than SPOOL_MAX_BYTES, which is 4294967296 bytes, by a quarter (it is 2Gi)',
    ],
  ],
  [
    'a volume that the spool fills to the last byte',
    { ingress: { spool: { persistence: { size: '1279Mi' } } } },
    ['SPOOL_MAX_BYTES, which is 1073741824 bytes, by a quarter (it is 1279Mi)'],
  ],
  [
    'a size without a unit',
    { ingress: { spool: { persistence: { size: '2000' } } } },
    ["'/ingress/spool/persistence/size'"],
  ],
  ['a digest that is none', { sink: { image: { digest: 'latest' } } }, ["'/sink/image/digest'"]],
  [
    'a route to no host',
    { webhook: { httpRoute: { enabled: true, parentRefs: [{ name: 'public' }] } } },
    ['webhook.hosts is empty'],
  ],
  [
    'a route of no gateway',
    { webhook: { hosts: ['calls.example.com'], httpRoute: { enabled: true } } },
    ['webhook.httpRoute.parentRefs is empty'],
  ],
  [
    'what nobody reads from a Secret',
    { secrets: { OTEL_RESOURCE_ATTRIBUTES: secret } },
    ["'/secrets'", "'OTEL_RESOURCE_ATTRIBUTES' not allowed"],
  ],
  [
    'the way to Kafka in a Secret, where KEDA has to know it',
    {
      secrets: { KAFKA_SECURITY_PROTOCOL: secret, KAFKA_SASL_MECHANISM: secret },
      sink: { autoscaling: { enabled: true } },
    },
    [
      'secrets.KAFKA_SECURITY_PROTOCOL is given, but config.KAFKA_SECURITY_PROTOCOL must be where sink.autoscaling.enabled is true',
      'config.KAFKA_SASL_MECHANISM must be',
    ],
  ],
  [
    'brokers in a Secret, of which no policy knows the port',
    { config: { KAFKA_BROKERS: undefined }, secrets: { KAFKA_BROKERS: secret } },
    ['networkPolicy.kafka.ports is empty, and secrets.KAFKA_BROKERS names no port as text'],
  ],
  [
    'a broker without a port',
    { config: { KAFKA_BROKERS: 'kafka-0:9092,kafka-1' } },
    ['networkPolicy.kafka.ports is empty, and config.KAFKA_BROKERS names no port as text'],
  ],
  [
    'a registry in a Secret, of which no policy knows the port',
    { config: { SCHEMA_REGISTRY_URL: undefined }, secrets: { SCHEMA_REGISTRY_URL: secret } },
    ['networkPolicy.registry.ports is empty, and secrets.SCHEMA_REGISTRY_URL names no port'],
  ],
  [
    'a trace back-end in a Secret, of which no policy knows the port',
    { secrets: { OTEL_EXPORTER_OTLP_ENDPOINT: secret } },
    ['networkPolicy.tracing.ports is empty, and secrets.OTEL_EXPORTER_OTLP_ENDPOINT names no port'],
  ],
  [
    'a policy that would let everything through',
    { networkPolicy: { vendors: { ports: [] } } },
    ["'/networkPolicy/vendors/ports'", 'minItems'],
  ],
  [
    'the same for names',
    { networkPolicy: { dns: { ports: [] } } },
    ["'/networkPolicy/dns/ports'", 'minItems'],
  ],
  [
    'no door',
    { ingress: { secrets: { GENESYS_WEBHOOK_SECRET: undefined } } },
    ['ingress.secrets.GENESYS_WEBHOOK_SECRET or', 'no event could come in'],
  ],
]
