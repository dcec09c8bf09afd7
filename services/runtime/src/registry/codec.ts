/**
 * Events to bytes and back, in the Confluent wire format, with an outage of the registry told from a record that cannot be decoded.
 */
import { Agent } from 'node:https'
import { avroSchemaOf, openDecoder, UndecodableValue } from '@calltrail/schemas'
import type { EventTopic, EventName, Events } from '@calltrail/schemas'
import { SchemaRegistry, SchemaType } from '@kafkajs/confluent-schema-registry'
import type { Schema } from 'avsc'
import { PipelineError } from '../errors.ts'
import { unguarded } from '../outage/guard.ts'
import type { Guard } from '../outage/guard.ts'
import { registryBase, registryTls, registryUser } from './registry-address.ts'
import type { RegistryAddress } from './registry-address.ts'
import { ownWordWithin } from './registry-answers.ts'

/** @param timeoutMs for each call */
export function connectRegistry(address: RegistryAddress, timeoutMs = registryTimeoutMs): SchemaRegistry {
  const user = registryUser(address)
  return new SchemaRegistry({
    host: registryBase(address),
    clientId: 'calltrail',
    middlewares: [ownWordWithin(timeoutMs)],
    ...(user && { auth: user }),
    ...(registryBase(address).startsWith('https:') && { agent: new Agent(registryTls(address)) }),
  })
}

const registryTimeoutMs = 10_000

export interface EventWriter<Name extends EventName> {
  encode(event: Events[Name]): Promise<Buffer>
}

/**
 * Writes events of `topic` with the schema this build was made with, whatever the registry's latest is.
 * @param registry from {@link connectRegistry}, which tells an outage from a refusal
 * @param schema another build's
 * @throws {PipelineError} SCHEMA_NOT_REGISTERED, SCHEMA_REGISTRY_UNAVAILABLE
 */
export async function openEventWriter<Name extends EventName>(
  registry: SchemaRegistry,
  topic: Pick<EventTopic<Name>, 'event' | 'subject'>,
  guard: Guard = unguarded,
  schema = avroSchemaOf(topic.event),
): Promise<EventWriter<Name>> {
  const id = await guard.run(() => registeredId(registry, topic.subject, schema))
  return { encode: (event) => registry.encode(id, event) }
}

async function registeredId(registry: SchemaRegistry, subject: string, schema: string): Promise<number> {
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
 * @param schema another build's
 */
export function openEventReader<Name extends EventName>(
  registry: SchemaRegistry,
  topic: EventTopic<Name>,
  guard: Guard = unguarded,
  schema = avroSchemaOf(topic.event),
): EventReader<Name> {
  const decoder = openDecoder<Events[Name]>(JSON.parse(schema) as Schema, (schemaId) =>
    guard.run(() => writerSchema(registry, schemaId)),
  )
  return {
    decode: (value) =>
      decoder.decode(value).catch((error: unknown) => {
        throw error instanceof UndecodableValue ? undecodable(error.message, error.cause) : error
      }),
  }
}

async function writerSchema(registry: SchemaRegistry, schemaId: number): Promise<Schema> {
  try {
    return (await registry.getSchema(schemaId)) as Schema
  } catch (error) {
    if (error instanceof PipelineError) throw error
    // What was no outage was a refusal, or thrown by what reads the schema.
    throw undecodable(`the registry has no schema ${schemaId} that can be read`, error)
  }
}

function undecodable(reason: string, cause?: unknown): PipelineError {
  return new PipelineError('RECORD_UNDECODABLE', `the value cannot be decoded: ${reason}`, { cause })
}
