/**
 * The part of Salesforce's REST API that Calltrail uses.
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/
 */
import { z } from 'zod'
import { httpUrl, integer, key, text } from '../config.ts'
import type { Config } from '../config.ts'
import { PipelineError } from '../errors.ts'
import { openBearerApi } from '../http/bearer-api.ts'
import type { ApiResponse } from '../http/bearer-api.ts'

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
    parse: integer(1),
    fallback: 10_000,
    doc: 'Longest wait in milliseconds for one answer of Salesforce.',
  }),
}

/** A record to be written: field names to values. */
export type SalesforceRecord = Readonly<Record<string, string | number | boolean | null>>

export interface RecordError {
  readonly statusCode: string
  readonly message: string
  readonly fields: readonly string[]
}

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
  /** Updates by the `Id` in each record; one result per record, in order. */
  update(object: string, records: readonly SalesforceRecord[]): Promise<SaveResult[]>
}

/** A collection request takes this many records. */
const recordsPerRequest = 200

export function openSalesforce(config: Config<typeof salesforceConfig>): Salesforce {
  const api = openBearerApi({
    name: 'Salesforce',
    credentials: {
      tokenUrl: `${config.salesforceLoginUrl}/services/oauth2/token`,
      clientId: config.salesforceClientId,
      clientSecret: config.salesforceClientSecret,
    },
    sessionOf: ({ access_token, instance_url }) => ({
      accessToken: String(access_token),
      baseUrl: String(instance_url).replace(/\/+$/, ''),
    }),
    unavailable: 'SALESFORCE_UNAVAILABLE',
    unauthorized: 'SALESFORCE_UNAUTHORIZED',
    connections: 20,
  })
  const root = `/services/data/${config.salesforceApiVersion}`

  async function call(method: 'GET' | 'POST' | 'PATCH', path: string, body?: unknown): Promise<unknown> {
    const response = await api.send({ method, path, body, timeoutMs: config.salesforceTimeoutMs })
    if (response.status >= 200 && response.status < 300) return response.body
    throw requestError(response)
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
      const answer = await call(method, `${root}/composite/sobjects${path}`, {
        allOrNone: false,
        records: typed,
      })
      results.push(...(answer as CollectionAnswer).map(saveResult))
    }
    return results
  }

  return {
    async query<Row>(soql: string) {
      const rows: Row[] = []
      let path: string | undefined = `${root}/query?q=${encodeURIComponent(soql)}`
      while (path !== undefined) {
        const page = (await call('GET', path)) as { records: Row[]; nextRecordsUrl?: string }
        rows.push(...page.records)
        path = page.nextRecordsUrl
      }
      return rows
    },
    upsert: (object, externalIdField, records) =>
      save('PATCH', `/${object}/${externalIdField}`, object, records),
    create: (object, records) => save('POST', '', object, records),
    update: (object, records) => save('PATCH', '', object, records),
    [Symbol.asyncDispose]: () => api[Symbol.asyncDispose](),
  }
}

type CollectionAnswer = { id: string | null; success: boolean; created?: boolean; errors: RecordError[] }[]

function saveResult({ id, success, created, errors }: CollectionAnswer[number]): SaveResult {
  return success
    ? { success, id: String(id), created: created ?? false }
    : { success, error: recordError(errors) }
}

/** Salesforce's texts may quote the record's values, so an error names code and fields only. */
function recordError(errors: readonly RecordError[]): PipelineError {
  const [first] = errors
  if (first === undefined) return new PipelineError('SALESFORCE_RECORD_FAILED', 'Salesforce gave no reason')
  const message = errors.map(({ statusCode, fields }) => [statusCode, ...(fields ?? [])].join(' ')).join('; ')
  return new PipelineError(recordErrorCodes[first.statusCode] ?? 'SALESFORCE_RECORD_REJECTED', message)
}

const recordErrorCodes: Record<
  string,
  'SALESFORCE_ROW_LOCKED' | 'SALESFORCE_DUPLICATE_VALUE' | 'SALESFORCE_RECORD_FAILED'
> = {
  UNABLE_TO_LOCK_ROW: 'SALESFORCE_ROW_LOCKED',
  DUPLICATE_VALUE: 'SALESFORCE_DUPLICATE_VALUE',
  SERVER_UNAVAILABLE: 'SALESFORCE_RECORD_FAILED',
  UNKNOWN_EXCEPTION: 'SALESFORCE_RECORD_FAILED',
}

function requestError({ status, body }: ApiResponse): PipelineError {
  const { errorCode, message } = firstError(body)
  if (errorCode === 'REQUEST_LIMIT_EXCEEDED') {
    return new PipelineError('SALESFORCE_API_BUDGET_SPENT', `Salesforce answered ${status} ${errorCode}`)
  }
  if (status === 410) {
    return new PipelineError(
      'SALESFORCE_API_VERSION_RETIRED',
      'Salesforce no longer serves SALESFORCE_API_VERSION',
    )
  }
  if (status === 403)
    return new PipelineError('SALESFORCE_UNAUTHORIZED', `Salesforce answered 403 ${errorCode}`)
  if (status === 429 || status >= 500) {
    return new PipelineError('SALESFORCE_UNAVAILABLE', `Salesforce answered ${status} ${errorCode}`)
  }
  // A query's error quotes the query, phone numbers included, before it says in its last line what is wrong.
  const reason = message.split('\n').at(-1) ?? ''
  return new PipelineError(
    'SALESFORCE_REQUEST_REJECTED',
    `Salesforce answered ${status} ${errorCode}: ${reason}`,
  )
}

function firstError(body: unknown): { errorCode: string; message: string } {
  const [first] = Array.isArray(body) ? (body as { errorCode?: string; message?: string }[]) : []
  return { errorCode: first?.errorCode ?? '', message: first?.message ?? '' }
}

/** A SOQL string literal, quotes included. */
export function soqlString(value: string): string {
  return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
}

function* chunksOf<Item>(items: readonly Item[], size: number): Generator<readonly Item[]> {
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size)
}
