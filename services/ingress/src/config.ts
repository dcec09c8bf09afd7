import { healthConfig, integer, kafkaConfig, key, registryConfig, text, textList } from '@calltrail/runtime'

export const ingressConfig = {
  host: key({
    env: 'HOST',
    parse: text,
    fallback: '0.0.0.0',
    doc: 'Address the webhook port listens on.',
  }),
  port: key({
    env: 'PORT',
    parse: integer(0, 65_535),
    fallback: 3_000,
    doc: 'Port of the webhook. 0 takes a free port, which the log names.',
  }),
  webhookSecrets: key({
    env: 'GENESYS_WEBHOOK_SECRET',
    parse: textList,
    secret: true,
    doc: 'Secret that webhooks are signed with. Several, comma-separated, while it is being rotated.',
  }),
  webhookToleranceSeconds: key({
    env: 'WEBHOOK_TOLERANCE_SECONDS',
    parse: integer(1, 86_400),
    fallback: 300,
    doc: 'How far a webhook’s timestamp may lie from now, either way.',
  }),
  bodyLimitBytes: key({
    env: 'WEBHOOK_BODY_LIMIT_BYTES',
    parse: integer(1_024, 524_288),
    fallback: 262_144,
    doc: 'Largest body of a webhook. What it holds must fit into one Kafka record.',
  }),
  publishTimeoutMs: key({
    env: 'PUBLISH_TIMEOUT_MS',
    parse: integer(1, 600_000),
    fallback: 5_000,
    doc: 'Longest wait for Kafka before an event goes to the spool.',
  }),
  maxEventsUnderWay: key({
    env: 'WEBHOOK_MAX_UNDER_WAY',
    parse: integer(1, 100_000),
    fallback: 1_000,
    doc: 'How many events may wait at once to be stored. Beyond it a webhook is answered with 429.',
  }),
  maxConnections: key({
    env: 'WEBHOOK_MAX_CONNECTIONS',
    parse: integer(1, 100_000),
    fallback: 2_000,
    doc: 'How many connections may be open at once; one too many is closed. Each may hold a body in memory before its signature is checked.',
  }),
  spoolDirectory: key({
    env: 'SPOOL_DIRECTORY',
    parse: text,
    fallback: '.calltrail/spool',
    doc: 'Where events wait while Kafka is away: on a disk that outlives the process, for one ingress alone.',
  }),
  spoolMaxBytes: key({
    env: 'SPOOL_MAX_BYTES',
    parse: integer(65_536),
    fallback: 1_073_741_824,
    doc: 'Largest size of the spool’s file. Beyond it a webhook is answered with 503.',
  }),
  dedupeMaxEvents: key({
    env: 'DEDUPE_MAX_EVENTS',
    parse: integer(1, 10_000_000),
    fallback: 50_000,
    doc: 'How many recent events a copy is recognised among.',
  }),
  dedupeWindowSeconds: key({
    env: 'DEDUPE_WINDOW_SECONDS',
    parse: integer(1, 604_800),
    fallback: 3_600,
    doc: 'How long a copy of an event is recognised.',
  }),
  ...kafkaConfig,
  ...registryConfig,
  ...healthConfig,
}
