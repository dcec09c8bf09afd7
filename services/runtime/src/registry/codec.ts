/**
 * Events to bytes and back, in the Confluent wire format: 0x00, the schema's id in 4 bytes, Avro.
 */
import { avroSchemaOf } from '@calltrail/schemas'
import type { EventTopic, EventName, Events } from '@calltrail/schemas'
import { SchemaRegistry, SchemaType } from '@kafkajs/confluent-schema-registry'
import avsc from 'avsc'
import type { Type } from 'avsc'
import { httpUrl, key } from '../config.ts'
import { PipelineError } from '../errors.ts'
import { unguarded } from '../outage/guard.ts'
import type { Guard } from '../outage/guard.ts'
import { ownWordWithin } from './registry-answers.ts'

type Resolver = ReturnType<Type['createResolver']>

export const registryConfig = {
  schemaRegistryUrl: key({
    env: 'SCHEMA_REGISTRY_URL',
    parse: httpUrl,
    doc: 'Address of the schema registry’s Confluent API.',
  }),
}

/** @param timeoutMs for each call */
export function connectRegistry(
  config: { schemaRegistryUrl: string },
  timeoutMs = registryTimeoutMs,
): SchemaRegistry {
  return new SchemaRegistry({
    host: config.schemaRegistryUrl,
    clientId: 'calltrail',
    middlewares: [ownWordWithin(timeoutMs)],
  })
}

const registryTimeoutMs = 10_000

export interface EventWriter<Name extends EventName> {
  encode(event: Events[Name]): Promise<Buffer>
}

/**
 * Writes events of `topic` with the schema this build was made with, whatever the registry's latest is.
 * @param registry from {@link connectRegistry}, which tells an outage from a refusal
 * @throws {PipelineError} SCHEMA_NOT_REGISTERED, SCHEMA_REGISTRY_UNAVAILABLE
 */
export async function openEventWriter<Name extends EventName>(
  registry: SchemaRegistry,
  topic: Pick<EventTopic<Name>, 'event' | 'subject'>,
  guard: Guard = unguarded,
): Promise<EventWriter<Name>> {
  const id = await guard.run(() => registeredId(registry, topic))
  return { encode: (event) => registry.encode(id, event) }
}

async function registeredId(
  registry: SchemaRegistry,
  { event, subject }: Pick<EventTopic, 'event' | 'subject'>,
): Promise<number> {
  const schema = avroSchemaOf(event)
  try {
    const id = await registry.getRegistryIdBySchema(subject, { type: SchemaType.AVRO, schema })
    await registry.getSchema(id)
    return id
  } catch (error) {
    if (error instanceof PipelineError) throw error
    const message = `the registry does not have this build's schema under ${subject}`
    throw new PipelineError('SCHEMA_NOT_REGISTERED', message, { cause: error })
  }
}

export interface EventReader<Name extends EventName> {
  /** @throws {PipelineError} RECORD_UNDECODABLE, SCHEMA_REGISTRY_UNAVAILABLE */
  decode(value: Buffer | null): Promise<Events[Name]>
}

/**
 * Reads events of `topic` into this build's schema, whichever version they were written with.
 * @param registry from {@link connectRegistry}, which tells an outage from a refusal
 */
export function openEventReader<Name extends EventName>(
  registry: SchemaRegistry,
  topic: EventTopic<Name>,
  guard: Guard = unguarded,
): EventReader<Name> {
  const readerType = avsc.Type.forSchema(JSON.parse(avroSchemaOf(topic.event)))
  // Made once per writer schema, also for the thousands of records that are fetched first: to make one costs far more than to decode.
  const resolvers = new Map<number, Promise<Resolver>>()

  function resolverOf(schemaId: number): Promise<Resolver> {
    const known = resolvers.get(schemaId)
    if (known) return known
    const resolver = makeResolver(schemaId)
    resolvers.set(schemaId, resolver)
    resolver.catch(() => resolvers.delete(schemaId))
    return resolver
  }

  async function makeResolver(schemaId: number): Promise<Resolver> {
    return readerType.createResolver((await guard.run(() => writerType(registry, schemaId))) as Type)
  }

  return {
    async decode(value) {
      if (value === null || !isWireFormat(value)) throw undecodable('not in the registry’s wire format')
      const resolver = await resolverOf(value.readInt32BE(1)).catch((error: unknown) => {
        throw error instanceof PipelineError ? error : undecodable('its schema does not fit ours', error)
      })
      try {
        return readerType.fromBuffer(value.subarray(5), resolver)
      } catch (error) {
        throw undecodable('not valid Avro of its schema', error)
      }
    },
  }
}

async function writerType(registry: SchemaRegistry, schemaId: number): Promise<unknown> {
  try {
    return await registry.getSchema(schemaId)
  } catch (error) {
    if (error instanceof PipelineError) throw error
    // What was no outage was a refusal, or thrown by what reads the schema.
    throw undecodable(`the registry has no schema ${schemaId} that can be read`, error)
  }
}

/** Ids are above zero. */
function isWireFormat(value: Buffer): boolean {
  return value.length >= 5 && value[0] === 0 && value.readInt32BE(1) > 0
}

function undecodable(reason: string, cause?: unknown): PipelineError {
  return new PipelineError('RECORD_UNDECODABLE', `the value cannot be decoded: ${reason}`, { cause })
}
