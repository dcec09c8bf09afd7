/**
 * Schemas by their ids, from the registry's Confluent API.
 */
import { UndecodableValue } from '@calltrail/schemas'
import type { Schema } from 'avsc'

/** The registry did not answer, or somebody else did in its place. No record is to blame. */
export class RegistryUnavailable extends Error {
  override readonly name = 'RegistryUnavailable'
}

/**
 * @param registryUrl of the Confluent API, such as `https://user:password@registry.example`
 * @param timeoutMs for each request
 * @returns what looks a schema up. It throws RegistryUnavailable, and UndecodableValue when the registry itself says that it has no such
 * schema, or none of Avro.
 */
export function schemaLookup(registryUrl: string, timeoutMs: number): (schemaId: number) => Promise<Schema> {
  const { address, authorization } = withoutCredentials(registryUrl)
  const headers = { accept: 'application/vnd.schemaregistry.v1+json', ...authorization }

  return async (schemaId) => {
    const answer = await ask(`${address}/schemas/ids/${schemaId}`, headers, timeoutMs)
    if (isRefusal(answer)) throw new UndecodableValue(`the registry has no schema ${schemaId}`)
    const { schema, schemaType = 'AVRO' } = answer.body
    if (answer.status !== 200 || typeof schema !== 'string')
      throw new RegistryUnavailable(`The schema registry answered ${answer.status} and no schema.`)
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

async function ask(url: string, headers: Record<string, string>, timeoutMs: number): Promise<Answer> {
  try {
    const response = await fetch(url, { headers, signal: AbortSignal.timeout(timeoutMs) })
    const body: unknown = await response.json()
    return { status: response.status, body: body instanceof Object ? body : {} }
  } catch (cause) {
    throw new RegistryUnavailable('The schema registry did not answer.', { cause })
  }
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
  url.username = ''
  url.password = ''
  return {
    address: url.href.replace(/\/$/, ''),
    authorization: user ? { authorization: `Basic ${credentials}` } : {},
  }
}
