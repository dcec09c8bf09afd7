import { apiError } from './api-error.ts'
import type { Org } from './org.ts'
import { type ApiAnswer, type ApiCall, answer, type Resource } from './rest-resource.ts'
import { runQuery } from './soql/run-query.ts'

const DEFAULT_BATCH_RECORDS = 2_000
const SMALLEST_BATCH_RECORDS = 200

export const queryResources: readonly Resource[] = [
  { kind: 'query', method: 'GET', path: '/query', handle: (org, call) => firstPage(org, call, false) },
  { kind: 'query', method: 'GET', path: '/queryAll', handle: (org, call) => firstPage(org, call, true) },
  { kind: 'query-more', method: 'GET', path: '/query/:locator', handle: nextPage },
]

function firstPage(org: Org, call: ApiCall, isAll: boolean): ApiAnswer {
  const soql = call.query.get('q')
  if (soql === null || soql.trim() === '')
    throw apiError(400, 'MALFORMED_QUERY', 'A query string has to be specified')
  return page(org, call, { soql, isAll, start: 0, batch: batchRecords(call) })
}

interface Page {
  readonly soql: string
  readonly isAll: boolean
  readonly start: number
  readonly batch: number
}

/** The locator carries the query itself, so that no cursor needs to be kept. */
function nextPage(org: Org, call: ApiCall, parameters: Readonly<Record<string, string>>): ApiAnswer {
  return page(org, call, readLocator(parameters['locator'] ?? ''))
}

function page(org: Org, call: ApiCall, { soql, isAll, start, batch }: Page): ApiAnswer {
  const { records, totalSize } = runQuery(org, soql, { basePath: call.basePath, isAll })
  const next = start + batch
  if (next >= records.length) return answer(200, { totalSize, done: true, records: records.slice(start) })
  const locator = Buffer.from(JSON.stringify({ soql, isAll, start: next, batch })).toString('base64url')
  return answer(200, {
    totalSize,
    done: false,
    nextRecordsUrl: `${call.basePath}/query/${locator}`,
    records: records.slice(start, next),
  })
}

function batchRecords(call: ApiCall): number {
  const wanted = /batchSize=(\d+)/i.exec(call.headers['sforce-query-options'] ?? '')?.[1]
  if (wanted === undefined) return DEFAULT_BATCH_RECORDS
  return Math.min(DEFAULT_BATCH_RECORDS, Math.max(SMALLEST_BATCH_RECORDS, Number(wanted)))
}

function readLocator(locator: string): Page {
  try {
    return JSON.parse(Buffer.from(locator, 'base64url').toString('utf8')) as Page
  } catch {
    throw apiError(400, 'INVALID_QUERY_LOCATOR', 'invalid query locator')
  }
}
