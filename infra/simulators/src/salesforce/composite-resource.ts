import { z } from 'zod'
import { ApiError, apiError, requestErrorBody } from './api-error.ts'
import { readVersion } from './api-version.ts'
import type { Org } from './org.ts'
import { type ApiAnswer, type ApiCall, answer, findResource, type Resource } from './rest-resource.ts'

const MOST_SUBREQUESTS = 25
const MOST_QUERIES_AND_COLLECTIONS = 5

const compositeSchema = z.object({
  allOrNone: z.boolean().default(false),
  compositeRequest: z
    .array(
      z.object({
        method: z.string().toUpperCase(),
        url: z.string().startsWith('/services/data/'),
        referenceId: z.string().regex(/^[A-Za-z]\w*$/),
        body: z.unknown().optional(),
        httpHeaders: z.record(z.string(), z.string()).default({}),
      }),
    )
    .min(1),
})

type Subrequest = z.output<typeof compositeSchema>['compositeRequest'][number]
interface Subanswer extends ApiAnswer {
  readonly referenceId: string
}

/** `POST /composite`: up to 25 requests, in order, which may use each other's answers as `@{referenceId.field}`. */
export function compositeResource(resources: readonly Resource[]): Resource {
  return {
    kind: 'composite',
    method: 'POST',
    path: '/composite',
    handle: (org, call) => {
      const { allOrNone, compositeRequest } = readComposite(call.body)
      const answers = runAll(org, call, resources, compositeRequest, allOrNone)
      return answer(200, {
        compositeResponse: answers.map(({ status, body, referenceId }) => ({
          body: body ?? null,
          httpHeaders: {},
          httpStatusCode: status,
          referenceId,
        })),
      })
    },
  }
}

function readComposite(body: unknown): z.output<typeof compositeSchema> {
  const result = compositeSchema.safeParse(body)
  if (!result.success) throw apiError(400, 'JSON_PARSER_ERROR', z.prettifyError(result.error))
  const { compositeRequest } = result.data
  if (compositeRequest.length > MOST_SUBREQUESTS) {
    throw apiError(
      400,
      'LIMIT_EXCEEDED',
      `A composite request cannot have more than ${MOST_SUBREQUESTS} subrequests`,
    )
  }
  const heavy = compositeRequest.filter(({ url }) => /\/(?:composite\/sobjects|query|queryAll)\b/.test(url))
  if (heavy.length > MOST_QUERIES_AND_COLLECTIONS) {
    const message = `A composite request cannot have more than ${MOST_QUERIES_AND_COLLECTIONS} query and collection subrequests`
    throw apiError(400, 'LIMIT_EXCEEDED', message)
  }
  if (new Set(compositeRequest.map(({ referenceId }) => referenceId)).size < compositeRequest.length) {
    throw apiError(400, 'INVALID_INPUT', 'Each referenceId has to be unique in a composite request')
  }
  return result.data
}

class RolledBack extends Error {
  override readonly name = 'RolledBack'
}

function runAll(
  org: Org,
  call: ApiCall,
  resources: readonly Resource[],
  subrequests: readonly Subrequest[],
  allOrNone: boolean,
): Subanswer[] {
  const answers: Subanswer[] = []
  try {
    org.records.transaction(() => {
      for (const subrequest of subrequests) {
        answers.push({
          ...run(org, call, resources, subrequest, answers),
          referenceId: subrequest.referenceId,
        })
        if (allOrNone && (answers.at(-1)?.status ?? 0) >= 400) throw new RolledBack()
      }
    })
    return answers
  } catch (error) {
    if (!(error instanceof RolledBack)) throw error
    const failed = answers.at(-1)
    return subrequests.map(({ referenceId }) =>
      failed?.referenceId === referenceId ? failed : { ...halted(ROLLED_BACK), referenceId },
    )
  }
}

const ROLLED_BACK = 'The transaction was rolled back since another operation in the same transaction failed.'

function run(
  org: Org,
  call: ApiCall,
  resources: readonly Resource[],
  subrequest: Subrequest,
  earlier: readonly Subanswer[],
): ApiAnswer {
  try {
    const url = new URL(fillIn(subrequest.url, earlier, encodeURIComponent), 'http://org')
    const { version, basePath, path } = readVersion(url.pathname)
    const { resource, parameters } = findResource(resources, subrequest.method, path)
    const { recordFault } = call
    return resource.handle(
      org,
      {
        method: subrequest.method,
        path,
        query: url.searchParams,
        body: fillInDeep(subrequest.body, earlier),
        version,
        basePath,
        headers: subrequest.httpHeaders,
        ...(recordFault && {
          recordFault: (record, place) =>
            recordFault(record, { ...place, part: { method: subrequest.method, path: url.pathname } }),
        }),
      },
      parameters,
    )
  } catch (error) {
    if (error instanceof ApiError) return { status: error.status, body: requestErrorBody(error.problems) }
    throw error
  }
}

function halted(message: string): ApiAnswer {
  return { status: 400, body: [{ errorCode: 'PROCESSING_HALTED', message }] }
}

function fillInDeep(value: unknown, earlier: readonly Subanswer[]): unknown {
  if (typeof value === 'string') return fillIn(value, earlier, (text) => text)
  if (Array.isArray(value)) return value.map((item) => fillInDeep(item, earlier))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, fillInDeep(item, earlier)]))
}

/** @throws ApiError PROCESSING_HALTED when the request that is referred to failed or has no such value. */
function fillIn(text: string, earlier: readonly Subanswer[], encode: (value: string) => string): string {
  return text.replaceAll(/@\{(\w+)((?:[.[][\w\]]+)*)\}/g, (_all, referenceId: string, path: string) => {
    const names = path.split(/[.[\]]+/).filter((name) => name !== '')
    const source = earlier.find((candidate) => candidate.referenceId === referenceId)
    const value = source && source.status < 400 ? names.reduce<unknown>(memberOf, source.body) : undefined
    if (typeof value === 'string' || typeof value === 'number') return encode(String(value))
    throw apiError(
      400,
      'PROCESSING_HALTED',
      `Invalid reference specified. No value for ${names.join('.')} found in ${referenceId}`,
    )
  })
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined
}
