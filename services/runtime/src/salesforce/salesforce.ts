/**
 * The part of Salesforce's REST API that Calltrail uses.
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/
 */
import { z } from 'zod'
import { httpUrl, integer, key, text } from '../config.ts'
import type { Config } from '../config.ts'
import { PipelineError } from '../errors.ts'
import type { ErrorCode } from '../errors.ts'
import { openBearerApi, retryAfterMs } from '../http/bearer-api.ts'
import type { ApiResponse } from '../http/bearer-api.ts'
import { unguarded } from '../outage/guard.ts'
import type { Guard } from '../outage/guard.ts'

export const salesforceConfig = {
  salesforceLoginUrl: key({
    env: 'SALESFORCE_LOGIN_URL',
    parse: httpUrl,
    doc: 'The org’s My Domain address, which issues the tokens.',
  }),
  salesforceClientId: key({
    env: 'SALESFORCE_CLIENT_ID',
    parse: text,
    doc: 'Consumer key of the external client app (client-credentials flow).',
  }),
  salesforceClientSecret: key({
    env: 'SALESFORCE_CLIENT_SECRET',
    parse: text,
    secret: true,
    doc: 'Consumer secret of the external client app.',
  }),
  salesforceApiVersion: key({
    env: 'SALESFORCE_API_VERSION',
    parse: z
      .string()
      .regex(/^v?\d+(\.0)?$/, 'must be a version such as 66.0')
      .transform((version) => `v${Number.parseInt(version.replace('v', ''), 10)}.0`),
    fallback: 'v66.0',
    doc: 'Version of the REST API.',
  }),
  salesforceTimeoutMs: key({
    env: 'SALESFORCE_TIMEOUT_MS',
    // Beyond 24 days Node would not wait at all.
    parse: integer(1, 600_000),
    fallback: 10_000,
    doc: 'Longest wait in milliseconds for one answer of Salesforce.',
  }),
}

/** A record to be written: field names to values. */
export type SalesforceRecord = Readonly<Record<string, string | number | boolean | null>>

/** What became of one record of a collection. */
export type SaveResult =
  | { readonly success: true; readonly id: string; readonly created: boolean }
  | { readonly success: false; readonly error: PipelineError }

/** Every method throws a {@link PipelineError} when the request as a whole fails. */
export interface Salesforce extends AsyncDisposable {
  /** All rows of a SOQL query. Values in it must have gone through {@link soqlString}. */
  query<Row>(soql: string): Promise<Row[]>
  /** Creates or updates by an external id; one result per record, in order. An id must not stand twice in `records`. */
  upsert(object: string, externalIdField: string, records: readonly SalesforceRecord[]): Promise<SaveResult[]>
  /** Creates; one result per record, in order. */
  create(object: string, records: readonly SalesforceRecord[]): Promise<SaveResult[]>
  /** The names of an object's fields, as far as the integration user may see them. */
  fieldNames(object: string): Promise<ReadonlySet<string>>
  /** Updates by the `Id` in each record; one result per record, in order. */
  update(object: string, records: readonly SalesforceRecord[]): Promise<SaveResult[]>
}

/** A collection request takes this many records. */
const recordsPerRequest = 200

export function openSalesforce(
  config: Config<typeof salesforceConfig>,
  guard: Guard = unguarded,
): Salesforce {
  const api = openBearerApi({
    name: 'Salesforce',
    credentials: {
      tokenUrl: `${config.salesforceLoginUrl}/services/oauth2/token`,
      clientId: config.salesforceClientId,
      clientSecret: config.salesforceClientSecret,
    },
    session: z
      .object({ access_token: text, instance_url: httpUrl })
      .transform(({ access_token, instance_url }) => ({ accessToken: access_token, baseUrl: instance_url })),
    unavailable: 'SALESFORCE_UNAVAILABLE',
    tooLate: 'SALESFORCE_REQUEST_FAILED',
    unauthorized: 'SALESFORCE_UNAUTHORIZED',
    connections: 20,
  })
  const root = `/services/data/${config.salesforceApiVersion}`

  async function call<Answer>(
    method: 'GET' | 'POST' | 'PATCH',
    path: string,
    answerSchema: z.ZodType<Answer>,
    body?: unknown,
  ): Promise<Answer> {
    const response = await api.send({ method, path, body, timeoutMs: config.salesforceTimeoutMs })
    if (response.status < 200 || response.status >= 300) throw requestError(response)
    const answer = answerSchema.safeParse(response.body)
    if (answer.success) return answer.data
    // A maintenance page or a proxy's: no answer to what was asked, and no reason to give up a record.
    const message = `Salesforce answered ${response.status} with something else than was asked for`
    throw new PipelineError('SALESFORCE_UNAVAILABLE', message)
  }

  async function save(
    method: 'POST' | 'PATCH',
    path: string,
    object: string,
    records: readonly SalesforceRecord[],
  ) {
    const results: SaveResult[] = []
    for (const chunk of chunksOf(records, recordsPerRequest)) {
      const typed = chunk.map((record) => ({ attributes: { type: object }, ...record }))
      const chunkResults = await guard.run(async () => {
        const answer = await call(
          method,
          `${root}/composite/sobjects${path}`,
          collectionAnswer.length(chunk.length),
          { allOrNone: false, records: typed },
        )
        return withoutOutage(answer.map(saveResult))
      })
      results.push(...chunkResults)
    }
    return results
  }

  return {
    async query<Row>(soql: string) {
      const rows: Row[] = []
      let path: string | undefined = `${root}/query?q=${encodeURIComponent(soql)}`
      while (path !== undefined) {
        const page: z.infer<typeof queryPage> = await guard.run(() => call('GET', path!, queryPage))
        rows.push(...(page.records as Row[]))
        path = page.nextRecordsUrl ?? undefined
      }
      return rows
    },
    upsert: (object, externalIdField, records) =>
      save('PATCH', `/${object}/${externalIdField}`, object, records),
    create: (object, records) => save('POST', '', object, records),
    async fieldNames(object) {
      const { fields } = await guard.run(() =>
        call('GET', `${root}/sobjects/${object}/describe`, description),
      )
      return new Set(fields.map(({ name }) => name))
    },
    update: (object, records) => save('PATCH', '', object, records),
    [Symbol.asyncDispose]: () => api[Symbol.asyncDispose](),
  }
}

const queryPage = z.object({ records: z.array(z.unknown()), nextRecordsUrl: z.string().nullish() })

const description = z.object({ fields: z.array(z.object({ name: z.string() })) })

const recordErrors = z.array(z.object({ statusCode: z.string(), fields: z.array(z.string()).nullish() }))
const recordAnswer = z.discriminatedUnion('success', [
  z.object({ success: z.literal(true), id: z.string(), created: z.boolean().nullish() }),
  z.object({ success: z.literal(false), errors: recordErrors }),
])
/** One entry per record, in the order of the request. */
const collectionAnswer = z.array(recordAnswer)

function saveResult(answer: z.infer<typeof recordAnswer>): SaveResult {
  return answer.success
    ? { success: true, id: answer.id, created: answer.created ?? false }
    : { success: false, error: recordError(answer.errors) }
}

/** What Salesforce says of one record may be about the whole org. */
function withoutOutage(results: SaveResult[]): SaveResult[] {
  for (const result of results) {
    if (!result.success && result.error.disposition === 'outage') throw result.error
  }
  return results
}

/** Salesforce's texts may quote the record's values, so an error names code and fields only. */
function recordError(errors: z.infer<typeof recordErrors>): PipelineError {
  const [first] = errors
  if (first === undefined) return new PipelineError('SALESFORCE_RECORD_FAILED', 'Salesforce gave no reason')
  const message = errors.map(({ statusCode, fields }) => [statusCode, ...(fields ?? [])].join(' ')).join('; ')
  return new PipelineError(recordErrorCodes[first.statusCode] ?? 'SALESFORCE_RECORD_REJECTED', message)
}

/** Everything else is for good. */
const recordErrorCodes: Readonly<Record<string, ErrorCode>> = {
  UNABLE_TO_LOCK_ROW: 'SALESFORCE_ROW_LOCKED',
  DUPLICATE_VALUE: 'SALESFORCE_DUPLICATE_VALUE',
  SERVER_UNAVAILABLE: 'SALESFORCE_RECORD_FAILED',
  UNKNOWN_EXCEPTION: 'SALESFORCE_RECORD_FAILED',
  REQUEST_RUNNING_TOO_LONG: 'SALESFORCE_RECORD_FAILED',
  REQUEST_LIMIT_EXCEEDED: 'SALESFORCE_API_BUDGET_SPENT',
  STORAGE_LIMIT_EXCEEDED: 'SALESFORCE_STORAGE_FULL',
}

function requestError(response: ApiResponse): PipelineError {
  const { status, body } = response
  const { errorCode, message } = firstError(body)
  const code = requestErrorCode(status, errorCode)
  const summary = `Salesforce answered ${status} ${errorCode}`
  if (code !== 'SALESFORCE_ORG_INCOMPLETE') {
    return new PipelineError(code, summary, { retryAfterMs: retryAfterMs(response, Date.now()) })
  }
  // The text quotes the query, phone numbers included, and then says in its last line which field or object is missing.
  return new PipelineError(code, `${summary}: ${message.split('\n').at(-1) || 'no reason given'}`)
}

function requestErrorCode(status: number, errorCode: string): ErrorCode {
  if (errorCode === 'REQUEST_LIMIT_EXCEEDED') return 'SALESFORCE_API_BUDGET_SPENT'
  if (status === 410) return 'SALESFORCE_API_VERSION_RETIRED'
  if (status === 404 || errorCode === 'INVALID_FIELD' || errorCode === 'INVALID_TYPE')
    return 'SALESFORCE_ORG_INCOMPLETE'
  if (status === 403) return 'SALESFORCE_UNAUTHORIZED'
  if (status === 500 || status === 504) return 'SALESFORCE_REQUEST_FAILED'
  if (status < 400 || status === 429 || status > 500) return 'SALESFORCE_UNAVAILABLE'
  return 'SALESFORCE_REQUEST_REJECTED'
}

const requestErrors = z.array(z.object({ errorCode: z.string(), message: z.string().nullish() })).min(1)

function firstError(body: unknown): { errorCode: string; message: string } {
  const [first] = requestErrors.safeParse(body).data ?? []
  return { errorCode: first?.errorCode ?? 'without a code', message: first?.message ?? '' }
}

/** A SOQL string literal, quotes included. */
export function soqlString(value: string): string {
  return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
}

function* chunksOf<Item>(items: readonly Item[], size: number): Generator<readonly Item[]> {
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size)
}
