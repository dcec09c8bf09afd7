import { chooseProviders, type Choice } from './choice.ts'
import { checkGivenKafka, checkGivenRegistry } from './given.ts'
import { givenTraces } from './given-traces.ts'
import { openJvmParts } from './jvm/provider.ts'
import { silentProgress } from './progress.ts'
import { StackError } from './stack-error.ts'
import type { Parts, PartsRequest, Stack, StackOptions } from './stack.ts'

const open: Record<Choice['provider'], (request: PartsRequest) => Promise<Parts>> = {
  // Loaded when it is wanted only: it takes half a second.
  docker: async (request) => (await import('./docker/provider.ts')).openDockerParts(request),
  jvm: openJvmParts,
}

/**
 * Opens a Kafka and a schema registry that answer: the given ones, checked, and embedded ones for the rest. With
 * `traces` also a trace back-end; a given one is not asked whether it answers, for nothing depends on it.
 * @throws StackError with a sentence for the user when something is missing or in the way.
 */
export async function openStack(options: StackOptions): Promise<Stack> {
  const { given, provider } = chooseProviders(options.env)
  if (options.security && given.kafkaBrokers)
    throw new StackError('A guarded Kafka can only be one that is started here: unset KAFKA_BROKERS.')
  const progress = options.progress ?? silentProgress
  const traces = options.traces ? givenTraces(options.env) : undefined
  const startsTraces = options.traces === true && traces === undefined
  const providers: Stack['providers'] = {
    kafka: given.kafkaBrokers ? 'given' : provider,
    schemaRegistry: given.schemaRegistryUrl ? 'given' : provider,
    ...(options.traces ? { traces: startsTraces ? provider : 'given' } : {}),
  }
  try {
    if (given.kafkaBrokers) await checkGivenKafka(given.kafkaBrokers, options.env)
    if (given.schemaRegistryUrl) await checkGivenRegistry(given.schemaRegistryUrl, options.env)
    const parts =
      given.kafkaBrokers && given.schemaRegistryUrl && !startsTraces
        ? nothingToStart(given.kafkaBrokers, given.schemaRegistryUrl)
        : await open[provider]({ ...options, given, traces: startsTraces, progress })
    return { ...parts, ...(traces ? { traces } : {}), providers }
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
