import type { Parts, PartsRequest } from './stack.ts'
import { StackError } from './stack-error.ts'

/** The place of the provider that runs the parts in containers. */
export function openDockerParts(_request: PartsRequest): Promise<Parts> {
  return Promise.reject(
    new StackError(
      'CALLTRAIL_STACK is docker, but a stack in containers is not available yet. Unset it to run Kafka and the ' +
        'registry on the JVM, or set KAFKA_BROKERS and SCHEMA_REGISTRY_URL to use ones that run already.',
    ),
  )
}
