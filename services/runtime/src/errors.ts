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
  KAFKA_LOGIN_REFUSED: {
    disposition: 'stop',
    doc: 'Kafka does not take the user, the password or the token, or the identity provider issues no token to the client. The message has their words. Correct KAFKA_SASL_* or KAFKA_OAUTH_*; nothing is lost, and the service goes on where it was.',
  },
  KAFKA_CERTIFICATE_UNTRUSTED: {
    disposition: 'stop',
    doc: 'Either the broker’s certificate is none that KAFKA_TLS_CA vouches for, is of another host than KAFKA_BROKERS names, or has expired; or the broker does not take that in KAFKA_TLS_CERTIFICATE. The message says which. Nothing is lost.',
  },
  KAFKA_ACCESS_DENIED: {
    disposition: 'stop',
    doc: 'The service lacks a right in Kafka. A line for each that is missing names the topic, group or transactional id, and the right; `docs/kafka-access.md` has the commands that grant it. Nothing is consumed without it and nothing is lost: start again when it is there.',
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
    doc: 'Salesforce refuses connections or breaks them, issues no token, has too many long requests under way, or answers the whole request with 420, 429, 502, 503 or a page that is not the API’s.',
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
    doc: 'Salesforce refuses our credentials, answers 401 to a fresh token (a frozen integration user does), or does not let the user use the API at all. The message has Salesforce’s code.',
  },
  SALESFORCE_API_BUDGET_SPENT: {
    disposition: 'outage',
    dependency: 'salesforce',
    doc: 'There are no API calls left for Calltrail: the org’s daily allocation is used up (REQUEST_LIMIT_EXCEEDED) or down to SALESFORCE_RESERVE_CALLS, or SALESFORCE_DAILY_CALLS are spent. The message says which. It refills over 24 hours, and Calltrail then goes on by itself.',
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
  SALESFORCE_QUERY_TOO_LARGE: {
    disposition: 'retry',
    doc: 'QUERY_TIMEOUT and the like: the org has so many records that a query does not come to its end. Let the administrator ask for an index on what is searched, or look for contacts in another way.',
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
  SALESFORCE_AUTOMATION_FAILED: {
    disposition: 'retry',
    doc: 'A trigger, flow or managed package of the org failed on the record. It may pass, such as a limit that was reached; otherwise whoever looks after the automation has to mend it before a replay.',
  },
  SALESFORCE_RECORD_REJECTED: {
    disposition: 'park',
    doc: 'The org refused the record: a validation rule, a required field, a picklist, a deleted contact. The message has Salesforce’s code and fields.',
  },
  SALESFORCE_ACCESS_DENIED: {
    disposition: 'park',
    doc: 'The integration user lacks a right on this record, on a record it refers to, or on the fields in the message. Grant it (the permission set, field-level security, sharing), then replay.',
  },
  SALESFORCE_OWNER_INACTIVE: {
    disposition: 'park',
    doc: 'The record is, or would become, one of a user who is inactive or may own none. Make another user its owner, then replay.',
  },
  SALESFORCE_DUPLICATE_RULE: {
    disposition: 'park',
    doc: 'DUPLICATES_DETECTED: a duplicate rule of the org blocks the record. Let the rule pass the integration user, or merge the records in question, then replay.',
  },
  GENESYS_UNAVAILABLE: {
    disposition: 'outage',
    dependency: 'genesys',
    doc: 'Genesys Cloud refuses connections, does not answer in time, or answers 5xx. Calls go on without their recording.',
  },
  GENESYS_RATE_LIMITED: {
    disposition: 'outage',
    dependency: 'genesys',
    doc: 'The OAuth client’s requests of this minute are used up, by Calltrail or by others that share it. What was not asked for is asked for later.',
  },
  GENESYS_CONVERSATION_PENDING: {
    disposition: 'retry',
    doc: 'Genesys Cloud does not tell, or does not know yet, who took part in a conversation, without which its calls cannot be told apart.',
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
