/**
 * The few calls of the Confluent Schema Registry API that a deployment needs. The client library's `register` sets a new
 * subject's compatibility only after its first version, and does not tell the version.
 * @see https://docs.confluent.io/platform/current/schema-registry/develop/api.html
 */
import { PipelineError } from '@calltrail/runtime'

const timeoutMs = 30_000
const mediaType = 'application/vnd.schemaregistry.v1+json'

export interface RegistryApi {
  /** The subject's own compatibility level; undefined when it has none. */
  compatibilityOf(subject: string): Promise<string | undefined>
  /** Works before the subject's first version too. */
  setCompatibility(subject: string, level: string): Promise<void>
  /** The version under which the subject has this very schema; undefined when it does not have it. */
  versionOf(subject: string, schema: string): Promise<number | undefined>
  /** @throws {SchemaRefused} when the schema does not go with the earlier versions */
  register(subject: string, schema: string): Promise<void>
}

/** The registry does not take the schema. */
export class SchemaRefused extends Error {
  override readonly name = 'SchemaRefused'
}

export function openRegistryApi(url: string): RegistryApi {
  async function call(method: string, path: string, body?: object): Promise<Response> {
    try {
      return await fetch(`${url}${path}`, {
        method,
        headers: { accept: mediaType, 'content-type': mediaType },
        signal: AbortSignal.timeout(timeoutMs),
        ...(body && { body: JSON.stringify(body) }),
      })
    } catch (cause) {
      throw new PipelineError('SCHEMA_REGISTRY_UNAVAILABLE', 'the schema registry did not answer', { cause })
    }
  }

  return {
    async compatibilityOf(subject) {
      const answer = await call('GET', `/config/${encodeURIComponent(subject)}`)
      if (answer.status === 404) return undefined
      const { compatibilityLevel } = await jsonOf<{ compatibilityLevel: string }>(answer)
      return compatibilityLevel
    },

    async setCompatibility(subject, compatibility) {
      await jsonOf(await call('PUT', `/config/${encodeURIComponent(subject)}`, { compatibility }))
    },

    async versionOf(subject, schema) {
      const answer = await call('POST', `/subjects/${encodeURIComponent(subject)}`, { schema })
      if (answer.status === 404) return undefined
      const { version } = await jsonOf<{ version: number }>(answer)
      return version
    },

    async register(subject, schema) {
      const answer = await call('POST', `/subjects/${encodeURIComponent(subject)}/versions`, { schema })
      if (answer.status === 409 || answer.status === 422) {
        throw new SchemaRefused(`${subject}: the registry refused the schema: ${await messageOf(answer)}`)
      }
      await jsonOf(answer)
    },
  }
}

async function jsonOf<Body>(answer: Response): Promise<Body> {
  if (answer.ok) return (await answer.json()) as Body
  const message = `the schema registry answered ${answer.status}: ${await messageOf(answer)}`
  throw new PipelineError('SCHEMA_REGISTRY_UNAVAILABLE', message)
}

async function messageOf(answer: Response): Promise<string> {
  const text = await answer.text()
  try {
    return (JSON.parse(text) as { message?: string }).message ?? text
  } catch {
    return text
  }
}
