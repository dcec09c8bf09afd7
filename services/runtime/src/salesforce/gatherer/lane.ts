/**
 * What can travel together: records of one collection request, or a page of rows by itself.
 */
import { PipelineError } from '../../errors.ts'
import type { ApiResponse } from '../../http/exchange.ts'
import { collectionAnswer, queryPage, read, retrieveAnswer } from '../answers.ts'
import type { SalesforceRecord } from '../salesforce.ts'
import type { Caller } from './caller.ts'

export interface LaneRequest {
  readonly method: 'GET' | 'POST' | 'PATCH'
  /** Below the API version's root. */
  readonly path: string
  readonly body?: unknown
}

export interface Lane {
  /** Pieces of lanes of one name are pieces of one lane. */
  readonly name: string
  /** What is done, for people. */
  readonly title: string
  /** Most pieces of a request. */
  readonly most: number
  /** Whether it only reads: what is written is what takes Salesforce its time. */
  readonly isRead: boolean
  /** Whether its requests may be part of a composite one, where `@{…}` means something. */
  readonly isComposable: boolean
  /** Whether a request whose outcome is unknown may be sent again: a record that is created twice is there twice. */
  readonly isRepeatable: boolean
  request(contents: readonly unknown[]): LaneRequest
  /**
   * The result of each piece; an outage in its place fails its caller.
   * @throws {PipelineError} what failed all of them
   */
  results(response: ApiResponse, pieces: number): readonly unknown[]
}

/** The smallest part of what a caller wants. */
export interface Piece {
  readonly lane: Lane
  readonly content: unknown
  /** Of the record it writes: no two pieces with one id are under way at once, and they go in the order in which they came. */
  readonly id: string | undefined
  readonly caller: Caller
  /** Its place among the caller's pieces. */
  readonly index: number
}

const recordsOfCollection = 200
const recordsOfRetrieval = 2_000

/** The body of a composite request is searched for references, wherever a value came from. */
const reference = '@{'

/** @param path below the API version's root, encoded */
export function readLane(path: string, budgetPauseMs: number): Lane {
  return {
    name: 'GET',
    title: 'query',
    most: 1,
    isRead: true,
    isComposable: !decodeURIComponent(path).includes(reference),
    isRepeatable: true,
    request: () => ({ method: 'GET', path }),
    results: (response) => [read(response, queryPage, budgetPauseMs)],
  }
}

/** The lane of each id of a retrieval: those of all who want the same fields of an object travel together. */
export function retrieveLanes(
  object: string,
  fields: readonly string[],
  budgetPauseMs: number,
): (id: string) => Lane {
  const lane = (isComposable: boolean): Lane => ({
    name: ['RETRIEVE', object, ...fields, isComposable ? '' : reference].join(' '),
    title: `retrieve ${object}`,
    most: recordsOfRetrieval,
    isRead: true,
    isComposable,
    isRepeatable: true,
    request: (ids) => ({ method: 'POST', path: `/composite/sobjects/${object}`, body: { ids, fields } }),
    results: (response, pieces) => read(response, retrieveAnswer(pieces), budgetPauseMs),
  })
  const [composable, apart] = [lane(true), lane(false)]
  return (id) => (id.includes(reference) ? apart : composable)
}

/** What is done to an object's records. */
export interface Write {
  readonly verb: 'create' | 'update' | 'upsert'
  readonly method: 'POST' | 'PATCH'
  /** Below `/composite/sobjects`. */
  readonly path: string
  readonly object: string
  /** What records are found by; nothing when they are created. */
  readonly idField?: string
}

export const write = {
  create: (object: string): Write => ({ verb: 'create', method: 'POST', path: '', object }),
  update: (object: string): Write => ({
    verb: 'update',
    method: 'PATCH',
    path: '',
    object,
    idField: 'Id',
  }),
  upsert: (object: string, idField: string): Write => ({
    verb: 'upsert',
    method: 'PATCH',
    path: `/${object}/${idField}`,
    object,
    idField,
  }),
}

/** The lane of each record of a write. */
export function writeLanes(what: Write, budgetPauseMs: number): (record: SalesforceRecord) => Lane {
  const lane = writeLane(what, true, budgetPauseMs)
  const laneOfReferences = writeLane(what, false, budgetPauseMs)
  return (record) => {
    const values = Object.values(record)
    const isComposable = !values.some((value) => typeof value === 'string' && value.includes(reference))
    return isComposable ? lane : laneOfReferences
  }
}

function writeLane(
  { verb, method, path, object, idField }: Write,
  isComposable: boolean,
  budgetPauseMs: number,
): Lane {
  return {
    name: [method, path, object, isComposable ? '' : reference].join(' '),
    title: `${verb} ${object}`,
    most: recordsOfCollection,
    isRead: false,
    isComposable,
    isRepeatable: idField !== undefined,
    request: (contents: readonly SalesforceRecord[]) => ({
      method,
      path: `/composite/sobjects${path}`,
      body: {
        allOrNone: false,
        records: contents.map((content) => ({ attributes: { type: object }, ...content })),
      },
    }),
    results: (response, pieces) =>
      read(response, collectionAnswer(pieces), budgetPauseMs).map((result) =>
        // What Salesforce says of one record may be about the whole org.
        !result.success && result.error.disposition === 'outage' ? result.error : result,
      ),
  }
}

/** What tells the record that is written from others; undefined when it is created. */
export function recordId({ object, idField }: Write, record: SalesforceRecord): string | undefined {
  if (idField === undefined) return undefined
  const id = String(record[idField])
  // An id of Salesforce's own has 15 characters, or 18 of which the last three only say it again.
  return [object, idField, idField === 'Id' ? id.slice(0, 15) : id].join(' ')
}

/** @returns the results, or what failed all of them */
export function resultsOf(
  lane: Lane,
  response: ApiResponse,
  pieces: number,
): readonly unknown[] | PipelineError {
  try {
    return lane.results(response, pieces)
  } catch (error) {
    if (error instanceof PipelineError) return error
    throw error
  }
}
