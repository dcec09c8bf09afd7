/**
 * Reads Kafka as another team would, read_committed, and notes what it sees of each event.
 */
import { connectRegistry } from '@calltrail/runtime'
import {
  callsEnded,
  callsEnriched,
  callsEnrichedMasked,
  callsLogged,
  enricherTopics,
  sinkTopics,
} from '@calltrail/schemas'
import type { Kafka } from 'kafkajs'
import { consumeForEver } from './consume-for-ever.ts'
import { openNotebook } from './notebook.ts'
import type { Notebook } from './notebook.ts'

export interface Observer extends Omit<Notebook, 'take'>, AsyncDisposable {}

const observedTopics = [
  callsEnded.name,
  callsEnriched.name,
  callsEnrichedMasked.name,
  callsLogged.name,
  ...[enricherTopics, sinkTopics].flatMap(({ retryTiers, deadLetters }) => [...retryTiers, deadLetters]),
]

export async function openObserver(kafka: Kafka, schemaRegistryUrl: string): Promise<Observer> {
  const registry = connectRegistry({ schemaRegistryUrl })
  const notebook = openNotebook((value) => registry.decode(value))
  const consumer = await consumeForEver(kafka, observedTopics, ({ topic, partition, message }) =>
    notebook.take(topic, partition, message),
  )
  return { ...notebook, [Symbol.asyncDispose]: () => consumer[Symbol.asyncDispose]() }
}
