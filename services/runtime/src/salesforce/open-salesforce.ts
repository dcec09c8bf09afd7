import type { Context } from '@opentelemetry/api'
import type { z } from 'zod'
import { PipelineError } from '../errors.ts'
import { unguarded } from '../outage/guard.ts'
import type { Guard } from '../outage/guard.ts'
import { beneficiaries } from '../telemetry/tracing/on-behalf-of.ts'
import { requestFor } from '../telemetry/tracing/request-spans.ts'
import { Allowance } from './allowance/allowance.ts'
import { read, searchAnswer } from './answers.ts'
import type { QueryPage } from './answers.ts'
import type { SalesforceConfig } from './config.ts'
import { description } from './describe.ts'
import { Caller } from './gatherer/caller.ts'
import { Gatherer } from './gatherer/gatherer.ts'
import { readLane, recordId, retrieveLanes, write, writeLanes } from './gatherer/lane.ts'
import type { Write } from './gatherer/lane.ts'
import type { Parcel } from './gatherer/pending-work.ts'
import { sendParcels } from './gatherer/shared-request.ts'
import { Throttle } from './gatherer/throttle.ts'
import type { ApiResponse } from '../http/exchange.ts'
import { requestError } from './request-error.ts'
import type { Salesforce, SalesforceRecord, SaveResult, WriteOptions } from './salesforce.ts'
import { openTransport } from './transport.ts'

/** Salesforce takes 16 KB for the address and the headers together. */
const longestAddress = 16_000

/**
 * All calls of a process must share one of these, and so its requests, its token and its count of them.
 * @param onRequest told of each request, and what came of it: ok, or an error's code
 */
export function openSalesforce(
  config: SalesforceConfig,
  guard: Guard = unguarded,
  onRequest: (operation: string, outcome: string) => void = () => {},
): Salesforce {
  const { salesforceTimeoutMs: timeoutMs, salesforceBudgetPauseMs: budgetPauseMs } = config
  const root = `/services/data/${config.salesforceApiVersion}`
  const allowance = new Allowance({
    dailyCalls: config.salesforceDailyCalls,
    reserveCalls: config.salesforceReserveCalls,
    pauseMs: budgetPauseMs,
  })
  const transport = openTransport(config, allowance)
  const throttle = new Throttle({
    lingerMs: config.salesforceLingerMs,
    lingerMaxMs: config.salesforceLingerMaxMs,
    leftCalls: () => allowance.leftCalls(),
  })
  const gatherer = new Gatherer({
    send: (parcels) =>
      traced(
        operationsOf(parcels),
        beneficiariesOf(parcels),
        () => sendParcels(parcels, { transport, root, timeoutMs, budgetPauseMs }),
        // Of several that travel together, some may be refused; the request was not.
        (answers) => (answers.length === 1 ? outcomeOfAnswer(answers[0]!, budgetPauseMs) : 'ok'),
      ),
    guard,
    throttle,
    concurrency: config.salesforceConcurrency,
  })

  /** One request, with a span, counted. */
  async function traced<Answer>(
    operations: readonly string[],
    contexts: readonly Context[],
    send: () => Promise<Answer>,
    outcomeOf: (answer: Answer) => string = () => 'ok',
  ): Promise<Answer> {
    const [only] = operations
    const operation = operations.length === 1 && only ? only : 'composite'
    try {
      const attributes = { 'calltrail.salesforce.operations': [...operations] }
      const answer = await requestFor(`salesforce ${operation}`, attributes, contexts, send)
      onRequest(operation, outcomeOf(answer))
      return answer
    } catch (error) {
      const code = error instanceof PipelineError ? error.code : 'unknown'
      const wasAsked = !(error instanceof PipelineError && error.wasNotAsked)
      if (wasAsked) onRequest(operation, code)
      throw error
    }
  }

  /** A request that can share none. */
  async function get<Answer>(operation: string, path: string, schema: z.ZodType<Answer>): Promise<Answer> {
    assertFits(path)
    return guard.run(() =>
      traced([operation], beneficiaries(), async () => {
        const response = await transport.send({ method: 'GET', path: root + path, timeoutMs })
        return read(response, schema, budgetPauseMs)
      }),
    )
  }

  async function readPage(path: string): Promise<QueryPage> {
    assertFits(path)
    const caller = new Caller(1)
    gatherer.add([{ lane: readLane(path, budgetPauseMs), content: path, id: undefined, caller, index: 0 }])
    const [page] = await caller.results
    return page as QueryPage
  }

  async function save(
    what: Write,
    records: readonly SalesforceRecord[],
    { mayWrite }: WriteOptions = {},
  ): Promise<SaveResult[]> {
    if (records.length === 0) return []
    const caller = new Caller(records.length, mayWrite)
    const laneOf = writeLanes(what, budgetPauseMs)
    gatherer.add(
      records.map((record, index) => ({
        lane: laneOf(record),
        content: record,
        id: recordId(what, record),
        caller,
        index,
      })),
    )
    return (await caller.results) as SaveResult[]
  }

  return {
    async query<Row>(soql: string) {
      const rows: Row[] = []
      let path: string | undefined = `/query?q=${encodeURIComponent(soql)}`
      while (path !== undefined) {
        const { records, nextRecordsUrl }: QueryPage = await readPage(path)
        rows.push(...(records as Row[]))
        path = nextRecordsUrl?.replace(/^\/services\/data\/v[\d.]+/, '')
      }
      return rows
    },
    async retrieve<Row>(object: string, fields: readonly string[], ids: readonly string[]) {
      if (ids.length === 0) return []
      const caller = new Caller(ids.length)
      const laneOf = retrieveLanes(object, fields, budgetPauseMs)
      gatherer.add(
        ids.map((content, index) => ({ lane: laneOf(content), content, id: undefined, caller, index })),
      )
      return (await caller.results) as (Row | null)[]
    },
    async search<Row>(sosl: string) {
      const { searchRecords } = await get('search', `/search?q=${encodeURIComponent(sosl)}`, searchAnswer)
      return searchRecords as Row[]
    },
    upsert: (object, idField, records, options) => save(write.upsert(object, idField), records, options),
    create: (object, records, options) => save(write.create(object), records, options),
    update: (object, records, options) => save(write.update(object), records, options),
    describe: (object) => get(`describe ${object}`, `/sobjects/${object}/describe`, description),
    lingerMs: () => throttle.lingerMs,
    allowance() {
      const { org } = allowance
      return org && { usedOfOrg: org.used, limitOfOrg: org.limit }
    },
    async [Symbol.asyncDispose]() {
      gatherer[Symbol.dispose]()
      await transport[Symbol.asyncDispose]()
    },
  }
}

/** Of hundreds of pieces, few have a caller of their own. */
function beneficiariesOf(parcels: readonly Parcel[]): Context[] {
  const callers = new Set(parcels.flat().map(({ caller }) => caller))
  return [...callers].flatMap((caller) => caller.beneficiaries)
}

/** `ok`, or what the answer's status means. */
function outcomeOfAnswer(answer: ApiResponse, budgetPauseMs: number): string {
  return answer.status < 300 ? 'ok' : requestError(answer, budgetPauseMs).code
}

/** What is done in a request, each once. */
function operationsOf(parcels: readonly Parcel[]): string[] {
  return [...new Set(parcels.map((parcel) => parcel[0]!.lane.title))]
}

/** Whether or not the query will travel in an address of its own: that is up to what others ask for. */
function assertFits(path: string): void {
  if (path.length <= longestAddress) return
  const message = `a query of ${path.length} characters is too long for an address, which takes ${longestAddress}`
  throw new PipelineError('SALESFORCE_REQUEST_REJECTED', message)
}
