import { chooseProviders, type Choice } from './choice.ts'
import { openDockerParts } from './docker.ts'
import { checkGivenKafka, checkGivenRegistry } from './given.ts'
import { openJvmParts } from './jvm/provider.ts'
import { silentProgress } from './progress.ts'
import type { Parts, PartsRequest, Stack, StackOptions } from './stack.ts'

const open: Record<Choice['provider'], (request: PartsRequest) => Promise<Parts>> = {
  docker: openDockerParts,
  jvm: openJvmParts,
}

/**
 * Opens a Kafka and a schema registry that answer: the given ones, checked, and embedded ones for the rest.
 * @throws StackError with a sentence for the user when something is missing or in the way.
 */
export async function openStack(options: StackOptions): Promise<Stack> {
  const { given, provider } = chooseProviders(options.env)
  const progress = options.progress ?? silentProgress
  const providers = {
    kafka: given.kafkaBrokers ? 'given' : provider,
    schemaRegistry: given.schemaRegistryUrl ? 'given' : provider,
  } as const
  try {
    if (given.kafkaBrokers) await checkGivenKafka(given.kafkaBrokers)
    if (given.schemaRegistryUrl) await checkGivenRegistry(given.schemaRegistryUrl)
    if (given.kafkaBrokers && given.schemaRegistryUrl) {
      return { ...nothingToStart(given.kafkaBrokers, given.schemaRegistryUrl), providers }
    }
    return { ...(await open[provider]({ ...options, given, progress })), providers }
  } finally {
    progress.end()
  }
}

function nothingToStart(kafkaBrokers: string, schemaRegistryUrl: string): Parts {
  return {
    kafkaBrokers,
    schemaRegistryUrl,
    broken: new Promise(() => {}),
    async [Symbol.asyncDispose]() {},
  }
}
