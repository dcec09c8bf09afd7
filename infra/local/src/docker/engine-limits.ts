/**
 * What an engine cannot do where it is, or how it is set up.
 */
import type { PartsRequest } from '../stack.ts'
import { StackError } from '../stack-error.ts'
import { isOfThisMachine } from './definitions.ts'
import type { EngineMachine } from './engine.ts'
import { jvmInstead } from './jvm-instead.ts'

type Wish = Pick<PartsRequest, 'given' | 'dataDirectory'>

/** @throws StackError when the engine would start what is wanted, and it could not work */
export function checkLimits({ given, dataDirectory }: Wish, machine: EngineMachine): void {
  if (dataDirectory !== undefined && given.kafkaBrokers === undefined && !machine.isHere)
    throw new StackError(
      `The Docker engine is on another machine (${machine.host}), which cannot keep Kafka's data in ${dataDirectory} of ` +
        `this one: correct DOCKER_HOST, ${orIsHere}, or ${jvmInstead}.`,
    )
  if (machine.sharesNetwork === 'no' && wantsOurNetwork({ given }))
    throw new StackError(
      `A registry in Docker cannot reach the Kafka at ${given.kafkaBrokers}, for the Docker engine ` +
        `${machine.isHere ? 'runs without root' : `is on another machine (${machine.host})`}: set SCHEMA_REGISTRY_URL too, ` +
        `${machine.isHere ? '' : `${orIsHere}, `}or ${jvmInstead}.`,
    )
}

/** testcontainers takes it for another one where it guesses wrong, as it may within a container. */
const orIsHere = 'set TESTCONTAINERS_HOST_OVERRIDE=127.0.0.1 if that is this machine'

/** What may be wrong when the registry does not answer. */
export function registryHint({ given }: Wish, machine: EngineMachine): string | undefined {
  return machine.sharesNetwork === 'perhaps' && wantsOurNetwork({ given })
    ? `It has to reach the Kafka at ${given.kafkaBrokers}: enable host networking in Docker Desktop's settings, set ` +
        `SCHEMA_REGISTRY_URL too, or ${jvmInstead}.`
    : undefined
}

function wantsOurNetwork({ given }: Wish): boolean {
  return given.schemaRegistryUrl === undefined && isOfThisMachine(given.kafkaBrokers)
}
