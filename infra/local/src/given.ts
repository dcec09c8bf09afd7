import {
  ConfigError,
  kafkaSecurityConfig,
  loadConfig,
  refusalIn,
  registryAccessConfig,
  registryBase,
} from '@calltrail/runtime'
import type { Config, ConfigSpec } from '@calltrail/runtime'
import { kafkaProbe, registryProbe, untilAnswered } from './probe.ts'
import { StackError } from './stack-error.ts'

const patienceMs = 2_000

/**
 * @param env how KAFKA_BROKERS are spoken to: as the services do that will use them
 * @throws StackError when none of them answers, or what it needs to know of us is missing or wrong
 */
export async function checkGivenKafka(brokers: string, env: NodeJS.ProcessEnv): Promise<void> {
  const security = given(kafkaSecurityConfig, env)
  const list = brokers.split(',').map((broker) => broker.trim())
  await checked(`KAFKA_BROKERS is ${list.join(',')}, but no Kafka answers there`, () =>
    untilAnswered(kafkaProbe(list, { security }), { deadlineMs: patienceMs, everyMs: 500 }),
  )
}

/** @throws StackError when no schema registry answers at SCHEMA_REGISTRY_URL. Its message has no credentials. */
export async function checkGivenRegistry(url: string, env: NodeJS.ProcessEnv): Promise<void> {
  if (!/^https?:$/.test(URL.parse(url)?.protocol ?? '')) {
    throw new StackError('SCHEMA_REGISTRY_URL is not a web address such as http://127.0.0.1:8081.')
  }
  const address = { schemaRegistryUrl: url, ...given(registryAccessConfig, env) }
  await checked(`SCHEMA_REGISTRY_URL is ${registryBase(address)}, but no schema registry answers there`, () =>
    untilAnswered(registryProbe(address), { deadlineMs: patienceMs, everyMs: 500 }),
  )
}

function given<Spec extends ConfigSpec>(spec: Spec, env: NodeJS.ProcessEnv): Config<Spec> {
  try {
    return loadConfig(spec, env)
  } catch (error) {
    throw error instanceof ConfigError ? new StackError(error.message, { cause: error }) : error
  }
}

async function checked(sentence: string, check: () => Promise<void>): Promise<void> {
  try {
    await check()
  } catch (error) {
    const refusal = refusalIn(error)
    if (refusal) throw new StackError(refusal.message, { cause: error })
    throw new StackError(`${sentence} (${reason(error)}). Start it, correct the variable, or unset it.`, {
      cause: error,
    })
  }
}

function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  // undici says only 'fetch failed'; what failed is in its cause.
  return error.cause instanceof Error && error.cause.message ? error.cause.message : error.message
}
