/**
 * Schemas by their ids, from the registry's Confluent API.
 */
import { UndecodableValue } from '@calltrail/schemas'
import type { Schema } from 'avsc'
import { LRUCache } from 'lru-cache'

/** The registry did not answer, has not heard of the schema yet, or somebody else answered in its place. No record is to blame. */
export class RegistryUnavailable extends Error {
  override readonly name = 'RegistryUnavailable'
}

export interface LookupOptions {
  /** Of the Confluent API, such as `https://user:password@registry.example`. */
  readonly registryUrl: string
  /** For each request. */
  readonly timeoutMs: number
  /** For so long a schema that the registry does not know may still come: a replica of it may lag behind. */
  readonly unknownForMs: number
  readonly now?: () => number
}

/**
 * @returns what looks a schema up. It throws RegistryUnavailable, also while an unknown schema may still come, and UndecodableValue when the
 * registry itself says that it has no such schema, or none of Avro.
 */
export function schemaLookup({
  registryUrl,
  timeoutMs,
  unknownForMs,
  now = Date.now,
}: LookupOptions): (schemaId: number) => Promise<Schema> {
  const { address, authorization } = withoutCredentials(registryUrl)
  const headers = { accept: 'application/vnd.schemaregistry.v1+json', ...authorization }
  /** Since when the registry has said so; bounded, for the ids may be a stranger's. */
  const unknownSince = new LRUCache<number, number>({ max: 1_000 })

  function refused(schemaId: number): Error {
    const since = unknownSince.get(schemaId) ?? now()
    unknownSince.set(schemaId, since)
    if (now() - since >= unknownForMs) return new UndecodableValue(`the registry has no schema ${schemaId}`)
    return new RegistryUnavailable(`The schema registry at ${address} has no schema ${schemaId} yet.`)
  }

  return async (schemaId) => {
    const answer = await ask(address, schemaId, headers, timeoutMs)
    if (isRefusal(answer)) throw refused(schemaId)
    const { schema, schemaType = 'AVRO' } = answer.body
    if (answer.status !== 200 || typeof schema !== 'string')
      throw new RegistryUnavailable(
        `The schema registry at ${address} answered ${answer.status} and no schema.`,
      )
    unknownSince.delete(schemaId)
    if (schemaType !== 'AVRO') throw new UndecodableValue(`its schema is not Avro but ${String(schemaType)}`)
    try {
      return JSON.parse(schema) as Schema
    } catch (cause) {
      throw new UndecodableValue(`schema ${schemaId} of the registry is no JSON`, { cause })
    }
  }
}

interface Answer {
  readonly status: number
  readonly body: { readonly schema?: unknown; readonly schemaType?: unknown; readonly error_code?: unknown }
}

async function ask(
  address: string,
  schemaId: number,
  headers: Record<string, string>,
  timeoutMs: number,
): Promise<Answer> {
  try {
    const response = await fetch(`${address}/schemas/ids/${schemaId}`, {
      headers,
      signal: AbortSignal.timeout(timeoutMs),
    })
    const body: unknown = await response.json().catch((error: unknown) => {
      if (error instanceof SyntaxError) return {}
      throw error
    })
    return { status: response.status, body: body instanceof Object ? body : {} }
  } catch (cause) {
    throw new RegistryUnavailable(`The schema registry at ${address} did not answer (${causeOf(cause)}).`, {
      cause,
    })
  }
}

/** fetch says no more than that it failed; its cause knows, as in ECONNREFUSED. */
function causeOf(error: unknown): string {
  const { code, name } = ((error as Error).cause ?? error) as NodeJS.ErrnoException
  return code && typeof code === 'string' ? code : name
}

/** The registry's own words are 40401 to 40403; a plain 404 is that of an address which is not the API's. */
function isRefusal({ body }: Answer): boolean {
  return /^404\d\d$/.test(String(body.error_code))
}

/** fetch takes no address with credentials in it. */
function withoutCredentials(registryUrl: string): {
  readonly address: string
  readonly authorization: Record<string, string>
} {
  const url = new URL(registryUrl)
  const [user, password] = [url.username, url.password].map(decodeURIComponent)
  const credentials = Buffer.from(`${user}:${password}`).toString('base64')
  return {
    address: `${url.origin}${url.pathname}`.replace(/\/$/, ''),
    authorization: user ? { authorization: `Basic ${credentials}` } : {},
  }
}
