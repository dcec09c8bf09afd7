/**
 * One class and one catalogue for everything that can go wrong on a call's way. To add an error is to add a line.
 */

/**
 * What the stage engine does about an error:
 * - `park`: no retry would help; to the dead letters at once.
 * - `retry`: this record may work later; to the next retry tier.
 * - `outage`: nothing works just now; the stage waits, and the record counts no attempt.
 * - `stop`: the configuration is wrong; the process ends with the offset uncommitted.
 */
export type Disposition = 'park' | 'retry' | 'outage' | 'stop'

/** What Calltrail stands on besides Kafka. */
export type Dependency = 'salesforce' | 'genesys' | 'schema-registry'

interface ErrorEntry {
  readonly disposition: Disposition
  /** Whose outage it is. */
  readonly dependency?: Dependency
  /** An outage that a single record could cause: see `lone-outages.ts`. */
  readonly recordMayBeToBlame?: true
  readonly doc: string
}

export const errorCatalogue = {
  RECORD_UNDECODABLE: {
    disposition: 'park',
    doc: 'The value is not Avro in the registry’s wire format, or its schema does not fit ours. Fix the producer; a replay is of use only with another payload.',
  },
  EVENT_TOO_LARGE: {
    disposition: 'park',
    doc: 'What the stage made of the record is larger than a Kafka broker takes. Replay it with an edited payload.',
  },
  HANDLER_FAILED: {
    disposition: 'retry',
    doc: 'Our own bug: the stage threw, or returned nonsense, for this record. Read the log line of the attempt.',
  },
  SCHEMA_REGISTRY_UNAVAILABLE: {
    disposition: 'outage',
    dependency: 'schema-registry',
    doc: 'The schema registry does not answer or refuses us, or something else answers in its place. Nothing is lost; the stage goes on when it is back.',
  },
  SCHEMA_NOT_REGISTERED: {
    disposition: 'stop',
    doc: 'A schema of this version is not in the registry. Run `npm run provision` before the services.',
  },
  SALESFORCE_UNAVAILABLE: {
    disposition: 'outage',
    dependency: 'salesforce',
    doc: 'Salesforce refuses connections or breaks them, issues no token, or answers the whole request with 429, 502, 503 or a page that is not the API’s.',
  },
  SALESFORCE_REQUEST_FAILED: {
    disposition: 'outage',
    dependency: 'salesforce',
    recordMayBeToBlame: true,
    doc: 'Salesforce answers the whole request with 500 or 504, or not in time. A record that brings this about alone, while others are served, is retried like one that failed.',
  },
  SALESFORCE_UNAUTHORIZED: {
    disposition: 'outage',
    dependency: 'salesforce',
    doc: 'Salesforce refuses our credentials, or answers 401 to a fresh token (a frozen integration user does).',
  },
  SALESFORCE_API_BUDGET_SPENT: {
    disposition: 'outage',
    dependency: 'salesforce',
    doc: 'REQUEST_LIMIT_EXCEEDED: the org’s daily API allocation is used up. It refills over 24 hours.',
  },
  SALESFORCE_API_VERSION_RETIRED: {
    disposition: 'stop',
    doc: 'Salesforce has retired the version in SALESFORCE_API_VERSION. Set a current one.',
  },
  SALESFORCE_ORG_INCOMPLETE: {
    disposition: 'stop',
    doc: 'Salesforce does not know what Calltrail asks for: a field or object that is not deployed or not visible to the integration user, or a SALESFORCE_API_VERSION that does not exist. The message names it, where Salesforce does. Nothing is lost; start again when the org has it.',
  },
  SALESFORCE_STORAGE_FULL: {
    disposition: 'outage',
    dependency: 'salesforce',
    doc: 'STORAGE_LIMIT_EXCEEDED: the org’s data storage is used up. Goes on when the administrator has made room.',
  },
  SALESFORCE_REQUEST_REJECTED: {
    disposition: 'retry',
    doc: 'Salesforce refused a whole request, also when it held this record alone. The message has its code. A bug of ours.',
  },
  SALESFORCE_ROW_LOCKED: {
    disposition: 'retry',
    doc: 'Two writers below one account or contact. Goes away by itself.',
  },
  SALESFORCE_DUPLICATE_VALUE: {
    disposition: 'retry',
    doc: 'Two upserts of one new external id met. The retry finds the record and updates it.',
  },
  SALESFORCE_RECORD_FAILED: {
    disposition: 'retry',
    doc: 'Salesforce failed on this record only, for a reason that may pass.',
  },
  SALESFORCE_RECORD_REJECTED: {
    disposition: 'park',
    doc: 'The org refused the record: a validation rule, a required field, a picklist, a deleted contact. The message has Salesforce’s code and fields.',
  },
  GENESYS_UNAVAILABLE: {
    disposition: 'outage',
    dependency: 'genesys',
    doc: 'Genesys Cloud refuses connections, does not answer in time, or answers 429 or 5xx. Calls go on without their recording.',
  },
  GENESYS_UNAUTHORIZED: {
    disposition: 'outage',
    dependency: 'genesys',
    doc: 'Genesys Cloud refuses our credentials.',
  },
} as const satisfies Record<string, ErrorEntry>

export type ErrorCode = keyof typeof errorCatalogue

/** A dependency that asks to be left alone for longer is mistaken: a time in the far future would stop everything. */
export const longestRetryAfterMs = 3_600_000

export interface PipelineErrorOptions extends ErrorOptions {
  /** How long the dependency asked to be left alone; heeded up to {@link longestRetryAfterMs}. */
  readonly retryAfterMs?: number | undefined
  /** The dependency was known to be down, and was left alone. */
  readonly wasNotAsked?: boolean
}

/** An error with a code of the catalogue. Its message carries ids and codes, never a phone number or a name. */
export class PipelineError extends Error {
  override readonly name = 'PipelineError'
  readonly code: ErrorCode
  readonly retryAfterMs: number | undefined
  readonly wasNotAsked: boolean

  constructor(code: ErrorCode, message: string, options: PipelineErrorOptions = {}) {
    super(message, options)
    this.code = code
    const { retryAfterMs } = options
    this.retryAfterMs = retryAfterMs === undefined ? undefined : Math.min(retryAfterMs, longestRetryAfterMs)
    this.wasNotAsked = options.wasNotAsked ?? false
  }

  get disposition(): Disposition {
    return this.#entry.disposition
  }

  /** Whose outage it is; undefined when it is none. */
  get dependency(): Dependency | undefined {
    return this.#entry.dependency
  }

  /** Whether this outage may be caused by the one record that was asked about. */
  get recordMayBeToBlame(): boolean {
    return this.#entry.recordMayBeToBlame ?? false
  }

  get #entry(): ErrorEntry {
    return errorCatalogue[this.code]
  }
}
