/**
 * Registers schemas, under a compatibility level that is there before the first version.
 */
import type { RegistryApi } from './registry-api.ts'

/** Every version must be readable with every other. No level is stricter, so setting it never weakens one. */
const compatibility = 'FULL_TRANSITIVE'

export interface SubjectSpec {
  readonly subject: string
  /** Avro, as JSON text. */
  readonly schema: string
}

export interface SchemaResult {
  readonly subject: string
  readonly outcome: 'registered' | 'already there'
  readonly version: number
  /** The level the subject had, when it had to be raised. */
  readonly raisedFrom?: string
}

/** @throws {SchemaRefused} */
export async function provisionSchema(
  registry: RegistryApi,
  { subject, schema }: SubjectSpec,
): Promise<SchemaResult> {
  const level = await registry.compatibilityOf(subject)
  if (level !== compatibility) await registry.setCompatibility(subject, compatibility)
  const raised = level !== undefined && level !== compatibility ? { raisedFrom: level } : {}

  const known = await registry.versionOf(subject, schema)
  if (known !== undefined) return { subject, outcome: 'already there', version: known, ...raised }

  await registry.register(subject, schema)
  const version = await registry.versionOf(subject, schema)
  if (version === undefined) throw new Error(`${subject}: registered, but the registry does not find it`)
  return { subject, outcome: 'registered', version, ...raised }
}
