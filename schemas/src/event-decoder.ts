/**
 * Events from bytes in the Confluent wire format: 0x00, the id of the schema that they were written with in 4 bytes, Avro.
 */
import avsc from 'avsc'
import type { Schema, Type } from 'avsc'

type Resolver = ReturnType<Type['createResolver']>

/** No event comes of these bytes, however often they are read. The message says why, and holds nothing of the bytes. */
export class UndecodableValue extends Error {
  override readonly name = 'UndecodableValue'
}

export interface EventDecoder<Event> {
  /** @throws {UndecodableValue}, and what the look-up of the writer's schema throws: the next call looks it up again */
  decode(value: Buffer | null): Promise<Event>
}

/**
 * Decodes events of any version into one.
 * @param readerSchema of `Event`: the fields that are wanted, as parsed JSON
 * @param writerSchema looks the schema up that events were written with, by its id in the registry
 */
export function openDecoder<Event>(
  readerSchema: Schema,
  writerSchema: (schemaId: number) => Promise<Schema>,
): EventDecoder<Event> {
  const readerType = avsc.Type.forSchema(readerSchema)
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
    const schema = await writerSchema(schemaId)
    try {
      return readerType.createResolver(avsc.Type.forSchema(schema))
    } catch (cause) {
      throw new UndecodableValue(`its schema does not fit ours (${(cause as Error).message})`, { cause })
    }
  }

  return {
    async decode(value) {
      if (value === null || !isWireFormat(value))
        throw new UndecodableValue('not in the registry’s wire format')
      const resolver = await resolverOf(value.readInt32BE(1))
      try {
        return readerType.fromBuffer(value.subarray(5), resolver) as Event
      } catch (cause) {
        throw new UndecodableValue('not valid Avro of its schema', { cause })
      }
    },
  }
}

/** Ids are above zero. */
function isWireFormat(value: Buffer): boolean {
  return value.length >= 5 && value[0] === 0 && value.readInt32BE(1) > 0
}
