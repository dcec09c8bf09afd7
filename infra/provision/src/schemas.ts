/**
 * Registers schemas, under a compatibility level that is there before the first version.
 */
import { SchemaRefused } from './registry-api.ts'
import type { RegistryApi } from './registry-api.ts'

/** Every version must be readable with every other. No level is stricter, so setting it never weakens one. */
const compatibility = 'FULL_TRANSITIVE'

export interface SubjectSpec {
  readonly subject: string
  /** Avro, as JSON text. */
  readonly schema: string
  /** Every version that was released before, oldest first. Default: none. */
  readonly earlier?: readonly string[]
}

export interface SchemaResult {
  readonly subject: string
  readonly outcome: 'registered' | 'already there'
  readonly version: number
  /** How many earlier versions were registered before it. */
  readonly earlier?: number
  /** The level the subject had, when it had to be raised. */
  readonly raisedFrom?: string
}

/**
 * A registry that has nothing gets every released version, in order: a build of before, which is deployed or rolled back to later, finds
 * its own schema there, and does not have to register it as the newest. What a registry has keeps its id, for the records that name it.
 * For the same reason nothing is ever registered behind what came after it: of the released versions only those that are newer than the
 * newest one that is there, and none that somebody has deleted.
 * @throws {SchemaRefused} when the registry does not take the schema, or has deleted it
 */
export async function provisionSchema(
  registry: RegistryApi,
  { subject, schema, earlier = [] }: SubjectSpec,
): Promise<SchemaResult> {
  const level = await registry.compatibilityOf(subject)
  if (level !== compatibility) await registry.setCompatibility(subject, compatibility)
  const raised = level !== undefined && level !== compatibility ? { raisedFrom: level } : {}

  const known = await registry.versionOf(subject, schema)
  if (known !== undefined) return { subject, outcome: 'already there', version: known, ...raised }

  const missing = (await registry.isEmpty(subject))
    ? earlier
    : await missingOf(registry, { subject, schema, earlier })
  for (const text of missing) await registry.register(subject, text)
  await registry.register(subject, schema)
  const version = await registry.versionOf(subject, schema)
  if (version === undefined) throw new Error(`${subject}: registered, but the registry does not find it`)
  const before = missing.length > 0 ? { earlier: missing.length } : {}
  return { subject, outcome: 'registered', version, ...before, ...raised }
}

/** The earlier versions that are newer than the newest that is there, oldest first. */
async function missingOf(
  registry: RegistryApi,
  { subject, schema, earlier }: Required<SubjectSpec>,
): Promise<string[]> {
  await refuseDeleted(registry, subject, schema)
  const missing: string[] = []
  for (const schema of earlier.toReversed()) {
    if ((await registry.versionOf(subject, schema)) !== undefined) break
    if ((await registry.deletedVersionOf(subject, schema)) === undefined) missing.unshift(schema)
  }
  return missing
}

async function refuseDeleted(registry: RegistryApi, subject: string, schema: string): Promise<void> {
  const deleted = await registry.deletedVersionOf(subject, schema)
  if (deleted === undefined) return
  throw new SchemaRefused(
    `${subject}: somebody deleted version ${deleted} in the registry, which is this build’s schema. To register it again makes it the newest one: do so by hand (POST /subjects/${subject}/versions) if that is what it should be, or deploy a build with a newer schema`,
  )
}
