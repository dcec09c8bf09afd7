import { engineAnswers } from './docker/engine-address.ts'
import { StackError } from './stack-error.ts'

/** Who answers at an address: somebody else's, or which of our providers. */
export type Provider = 'given' | 'docker' | 'jvm'

/** The addresses that the environment names. An absent one is for a provider to fill in. */
export interface GivenAddresses {
  readonly kafkaBrokers?: string
  readonly schemaRegistryUrl?: string
}

export interface Choice {
  readonly given: GivenAddresses
  /** Who starts what is not given. */
  readonly provider: Exclude<Provider, 'given'>
}

/**
 * Decides who provides Kafka and the registry. An address that is given always wins; CALLTRAIL_STACK names the
 * provider of the rest.
 */
export function chooseProviders(env: NodeJS.ProcessEnv): Choice {
  const kafkaBrokers = env['KAFKA_BROKERS']?.trim()
  const schemaRegistryUrl = env['SCHEMA_REGISTRY_URL']?.trim()
  return {
    given: {
      ...(kafkaBrokers ? { kafkaBrokers } : {}),
      ...(schemaRegistryUrl ? { schemaRegistryUrl } : {}),
    },
    provider: chosenProvider(env['CALLTRAIL_STACK']?.trim()),
  }
}

function chosenProvider(name: string | undefined): Choice['provider'] {
  if (!name || name === 'jvm') return 'jvm'
  if (name === 'docker') return 'docker'
  throw new StackError(`CALLTRAIL_STACK is '${name}', but must be 'jvm' or 'docker' (or not set).`)
}

/**
 * Who starts what a test run needs, where nothing says it: Docker where an engine answers, for it needs no Java. Who gives an address has
 * a stack of his own, and other stacks beside it are as they always were.
 */
export async function providerOfTests(
  env: NodeJS.ProcessEnv,
  dockerAnswers = engineAnswers,
): Promise<Choice['provider']> {
  const { given, provider } = chooseProviders(env)
  const isSaid = Boolean(env['CALLTRAIL_STACK']?.trim()) || Object.keys(given).length > 0
  return isSaid || !(await dockerAnswers(env)) ? provider : 'docker'
}
