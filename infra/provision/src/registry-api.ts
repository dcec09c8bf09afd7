/**
 * The few calls of the Confluent Schema Registry API that a deployment needs. The client library's `register` sets a new
 * subject's compatibility only after its first version, and does not tell the version.
 * @see https://docs.confluent.io/platform/current/schema-registry/develop/api.html
 */
import { PipelineError, registryFetch } from '@calltrail/runtime'
import type { RegistryAccess } from '@calltrail/runtime'

const timeoutMs = 30_000
const mediaType = 'application/vnd.schemaregistry.v1+json'

export interface RegistryApi {
  /** The subject's own compatibility level; undefined when it has none. */
  compatibilityOf(subject: string): Promise<string | undefined>
  /** Works before the subject's first version too. */
  setCompatibility(subject: string, level: string): Promise<void>
  /** The version under which the subject has this very schema; undefined when it does not have it. */
  versionOf(subject: string, schema: string): Promise<number | undefined>
  /** The version under which the subject had this very schema before somebody deleted it; its id is still known to the registry. */
  deletedVersionOf(subject: string, schema: string): Promise<number | undefined>
  /** Whether the subject never had a version, be it one that was deleted. */
  isEmpty(subject: string): Promise<boolean>
  /** @throws {SchemaRefused} when the schema does not go with the earlier versions, or the subject takes none */
  register(subject: string, schema: string): Promise<void>
}

/** The registry does not take the schema. */
export class SchemaRefused extends Error {
  override readonly name = 'SchemaRefused'
}

export function openRegistryApi(url: string, access: RegistryAccess = {}): RegistryApi {
  const fetch = registryFetch({ schemaRegistryUrl: url, ...access })

  async function call(method: string, path: string, body?: object): Promise<Response> {
    try {
      return await fetch(path, {
        method,
        headers: { accept: mediaType, 'content-type': mediaType },
        signal: AbortSignal.timeout(timeoutMs),
        ...(body && { body: JSON.stringify(body) }),
      })
    } catch (cause) {
      throw new PipelineError('SCHEMA_REGISTRY_UNAVAILABLE', 'the schema registry did not answer', { cause })
    }
  }

  async function lookUp(subject: string, schema: string, query = ''): Promise<number | undefined> {
    const answer = await call('POST', `/subjects/${encodeURIComponent(subject)}${query}`, { schema })
    if (answer.status === 404) return undefined
    const { version } = await jsonOf<{ version: number }>(answer)
    return version
  }

  return {
    async compatibilityOf(subject) {
      const answer = await call('GET', `/config/${encodeURIComponent(subject)}`)
      if (answer.status === 404) return undefined
      const { compatibilityLevel } = await jsonOf<{ compatibilityLevel: string }>(answer)
      return compatibilityLevel
    },

    async setCompatibility(subject, compatibility) {
      const answer = await call('PUT', `/config/${encodeURIComponent(subject)}`, { compatibility })
      await refuseReadOnly(subject, answer)
      await jsonOf(answer)
    },

    versionOf: (subject, schema) => lookUp(subject, schema),

    // Also finds those that were not deleted.
    deletedVersionOf: (subject, schema) => lookUp(subject, schema, '?deleted=true'),

    async isEmpty(subject) {
      const answer = await call('GET', `/subjects/${encodeURIComponent(subject)}/versions?deleted=true`)
      return answer.status === 404 || (await jsonOf<number[]>(answer)).length === 0
    },

    async register(subject, schema) {
      const answer = await call('POST', `/subjects/${encodeURIComponent(subject)}/versions`, { schema })
      await refuseReadOnly(subject, answer)
      if (answer.status === 409 || answer.status === 422) {
        throw new SchemaRefused(`${subject}: the registry refused the schema: ${await messageOf(answer)}`)
      }
      await jsonOf(answer)
    },
  }
}

/** The registry's word for a subject, or all of it, that is in the mode READONLY, which is how one is moved elsewhere. */
const operationNotPermitted = 42_205

async function refuseReadOnly(subject: string, answer: Response): Promise<void> {
  if (answer.status !== 422) return
  const { error_code, message } = (await answer
    .clone()
    .json()
    .catch(() => ({}))) as ErrorBody
  if (error_code !== operationNotPermitted) return
  throw new SchemaRefused(
    `${subject}: the registry changes nothing of it: ${message}. Set its mode to READWRITE (PUT /mode/${subject}) when it may be changed again`,
  )
}

interface ErrorBody {
  readonly error_code?: number
  readonly message?: string
}

async function jsonOf<Body>(answer: Response): Promise<Body> {
  if (answer.ok) return (await answer.json()) as Body
  const message = `the schema registry answered ${answer.status}: ${await messageOf(answer)}`
  throw new PipelineError('SCHEMA_REGISTRY_UNAVAILABLE', message)
}

async function messageOf(answer: Response): Promise<string> {
  const text = await answer.text()
  try {
    return (JSON.parse(text) as ErrorBody).message ?? text
  } catch {
    return text
  }
}
