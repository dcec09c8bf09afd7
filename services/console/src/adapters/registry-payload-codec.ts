import { openEventReader, PipelineError } from '@calltrail/runtime'
import type { connectRegistry } from '@calltrail/runtime'
import { enricherTopics, sinkTopics } from '@calltrail/schemas'
import type { CallEnded, CallEnriched, StageName } from '@calltrail/schemas'
import { ConsoleError, exitCodes } from '../domain/console-error.ts'
import { stageOf } from '../domain/place.ts'
import type { Decoded, Payload, PayloadCodec } from '../ports/payload-codec.ts'

type SchemaRegistry = ReturnType<typeof connectRegistry>
/** What avsc takes; the client's type has the hook only. */
type IsValidOptions = NonNullable<Parameters<WriterSchema['isValid']>[1]> & { noUndeclaredFields: boolean }
type WriterSchema = Awaited<ReturnType<SchemaRegistry['getSchema']>>

export function registryPayloadCodec(registry: SchemaRegistry): PayloadCodec {
  const readers = {
    enricher: openEventReader(registry, enricherTopics.input),
    sink: openEventReader(registry, sinkTopics.input),
  }

  async function decode(stage: StageName, value: Buffer | null): Promise<Decoded> {
    try {
      return { kind: 'payload', payload: { ...(await readers[stage].decode(value)) } }
    } catch (error) {
      if (!(error instanceof PipelineError) || error.code !== 'RECORD_UNDECODABLE') throw error
      return { kind: 'undecodable', reason: error.message }
    }
  }

  /** Poison may bear the id of a schema that is not its stage's, and what is encoded with that is poison again. */
  async function schemaIdFor(stage: StageName, original: Buffer | null): Promise<number> {
    const { kind } = await decode(stage, original)
    if (kind === 'payload' && original) return original.readInt32BE(1)
    return registry.getLatestSchemaId(stageOf(stage).input.subject)
  }

  return {
    decode,
    async encode(stage, payload, original) {
      const id = await schemaIdFor(stage, original)
      const schema = await registry.getSchema(id)
      const problems = problemsIn(schema, payload)
      if (problems.length > 0) {
        const message = `The payload does not fit schema ${id}:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`
        throw new ConsoleError(exitCodes.wrongUsage, message)
      }
      return registry.encode(id, payload)
    },
    keyOf: (stage, payload) => keyOf[stage](payload),
  }
}

/** For payloads that fit the schema. */
const keyOf = {
  enricher: (payload: Payload) => enricherTopics.input.key(payload as unknown as CallEnded),
  sink: (payload: Payload) => sinkTopics.input.key(payload as unknown as CallEnriched),
} as const

/** Each thing that does not fit, by its path. */
function problemsIn(schema: WriterSchema, payload: Payload): string[] {
  const problems = new Set<string>()
  // A field that the schema does not have is a misspelt one: it would be left out without a word. Where there is one, nothing else of its
  // record is looked at, so that is done apart.
  for (const noUndeclaredFields of [true, false]) {
    const options: IsValidOptions = {
      noUndeclaredFields,
      errorHook(path, value, type) {
        for (const problem of problemsAt(path, value, type as AvroType)) problems.add(problem)
      },
    }
    schema.isValid(payload, options)
  }
  return [...problems]
}

interface AvroType {
  readonly typeName: string
  readonly fields?: readonly { readonly name: string }[]
  readonly types?: readonly AvroType[]
  readonly symbols?: readonly string[]
}

function problemsAt(path: readonly string[], value: unknown, type: AvroType): string[] {
  const where = path.length === 0 ? 'the payload' : path.join('.')
  if (type.fields && isRecord(value)) {
    const declared = new Set(type.fields.map(({ name }) => name))
    const unknown = Object.keys(value).filter((name) => !declared.has(name))
    if (unknown.length > 0)
      return unknown.map((name) => `${[...path, name].join('.')} is no field of the schema`)
  }
  if (value === undefined) return [`${where} is missing: it must be ${named(type)}`]
  return [`${where} must be ${named(type)}, and is ${kindOf(value)}`]
}

function named({ typeName, types, symbols }: AvroType): string {
  if (types) return types.map(named).join(' or ')
  return symbols ? `one of ${symbols.join(', ')}` : typeName
}

/** What it is, not what it says: that may be personal data. */
function kindOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'an object'
  return typeof value === 'number' ? `the number ${value}` : `a ${typeof value}`
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
