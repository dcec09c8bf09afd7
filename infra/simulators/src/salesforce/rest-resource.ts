import type { RecordFault } from '../control/faults.ts'
import { apiError } from './api-error.ts'
import type { Org } from './org.ts'

/** A call of the REST API below `/services/data/vNN.0`. */
export interface ApiCall {
  readonly method: string
  /** Below the version, such as `/sobjects/Task`, still percent-encoded. */
  readonly path: string
  readonly query: URLSearchParams
  readonly body: unknown
  readonly version: number
  /** Such as `/services/data/v66.0`. */
  readonly basePath: string
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly recordFault?: RecordFault
}

export interface ApiAnswer {
  readonly status: number
  readonly body?: unknown
}

/** One method of one resource. Handlers are synchronous, so that a composite request can be undone as a whole. */
export interface Resource {
  /** Under which the request log counts it. */
  readonly kind: string
  readonly method: string
  /** Such as `/sobjects/:object/:id`. */
  readonly path: string
  handle(org: Org, call: ApiCall, parameters: Readonly<Record<string, string>>): ApiAnswer
}

export const answer = (status: number, body?: unknown): ApiAnswer => ({
  status,
  ...(body !== undefined && { body }),
})

export interface ResourceMatch {
  readonly resource: Resource
  readonly parameters: Record<string, string>
}

/** The resource for a method and path. @throws ApiError 404 NOT_FOUND, or 405 when only the method is wrong. */
export function findResource(resources: readonly Resource[], method: string, path: string): ResourceMatch {
  const candidates = resources.flatMap((resource) => {
    const parameters = matchPath(resource.path, path)
    return parameters ? [{ resource, parameters }] : []
  })
  const match = candidates.find(({ resource }) => resource.method === method)
  if (match) return match
  if (candidates.length === 0) throw apiError(404, 'NOT_FOUND', 'The requested resource does not exist')
  const allowed = candidates.map(({ resource }) => resource.method).join(',')
  throw apiError(405, 'METHOD_NOT_ALLOWED', `HTTP Method '${method}' not allowed. Allowed are ${allowed}`)
}

function matchPath(pattern: string, path: string): Record<string, string> | undefined {
  const wanted = pattern.split('/')
  const given = path.replace(/\/$/, '').split('/')
  if (wanted.length !== given.length) return undefined
  const parameters: Record<string, string> = {}
  for (const [index, name] of wanted.entries()) {
    const segment = given[index] ?? ''
    if (name.startsWith(':')) parameters[name.slice(1)] = decodeSegment(segment)
    else if (name.toLowerCase() !== segment.toLowerCase()) return undefined
  }
  return parameters
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    throw apiError(400, 'MALFORMED_URL', 'The URL is not encoded as it should be')
  }
}
