import {
  ConfigError,
  healthConfig,
  integer,
  kafkaConfig,
  key,
  loadConfig,
  registryConfig,
  text,
  textList,
} from '@calltrail/runtime'
import type { Config, ConfigSpec, Environment } from '@calltrail/runtime'

// A secret that is sent as it is can be guessed at; a signature cannot, without a message that was signed with it.
const sharedSecrets = textList.refine(
  (secrets) => secrets.every((secret) => secret.length >= 16),
  'must have secrets of at least 16 characters',
)

/** The ways in for events. One without a secret is closed. */
export const doorConfig = {
  webhookSecrets: key<readonly string[]>({
    env: 'GENESYS_WEBHOOK_SECRET',
    parse: textList,
    fallback: [],
    secret: true,
    doc: 'Opens POST /webhook/call-ended: the secret that webhooks are signed with. Several, comma-separated, while it is being rotated.',
  }),
  webhookToleranceSeconds: key({
    env: 'WEBHOOK_TOLERANCE_SECONDS',
    parse: integer(1, 86_400),
    fallback: 300,
    doc: 'How far a signed webhook’s timestamp may lie from now, either way.',
  }),
  eventBridgeSecrets: key<readonly string[]>({
    env: 'GENESYS_EVENTBRIDGE_SECRET',
    parse: sharedSecrets,
    fallback: [],
    secret: true,
    doc: 'Opens POST /webhook/eventbridge: the API key of the EventBridge connection. Several, comma-separated, while it is being rotated.',
  }),
  dataActionSecrets: key<readonly string[]>({
    env: 'GENESYS_DATA_ACTION_SECRET',
    parse: sharedSecrets,
    fallback: [],
    secret: true,
    doc: 'Opens POST /webhook/data-action: the bearer secret of the data action. Several, comma-separated, while it is being rotated.',
  }),
}

export const ingressConfig = {
  ...doorConfig,
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

/**
 * @throws {ConfigError} with all problems; that no door is open is one of them
 */
export function loadIngressConfig(env: Environment): Config<typeof ingressConfig> {
  const problems: string[] = []
  const config = attempt(ingressConfig, env, problems)
  const doors = attempt(doorConfig, env, problems)
  if (
    doors &&
    [doors.webhookSecrets, doors.eventBridgeSecrets, doors.dataActionSecrets].flat().length === 0
  ) {
    problems.push(noDoorOpen)
  }
  if (!config || problems.length > 0) throw new ConfigError([...new Set(problems)])
  return config
}

const noDoorOpen =
  'GENESYS_WEBHOOK_SECRET is not set, nor is GENESYS_EVENTBRIDGE_SECRET or GENESYS_DATA_ACTION_SECRET: no event could come in. ' +
  'Set the one whose door Genesys is to use.'

function attempt<Spec extends ConfigSpec>(
  spec: Spec,
  env: Environment,
  problems: string[],
): Config<Spec> | undefined {
  try {
    return loadConfig(spec, env)
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    problems.push(...error.problems)
    return undefined
  }
}
