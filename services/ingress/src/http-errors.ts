/**
 * Every error answer of the ingress. To add one is to add a line. The shape is RFC 9457 with an `error` member,
 * the status's own phrase.
 */
import { STATUS_CODES } from 'node:http'

interface HttpError {
  readonly status: number
  readonly title: string
  readonly detail: string
  readonly headers?: Readonly<Record<string, string>>
}

export const httpErrors = {
  'request-malformed': {
    status: 400,
    title: 'Malformed request',
    detail: 'The request is not valid HTTP.',
  },
  'body-not-json': {
    status: 400,
    title: 'Body is not JSON',
    detail: 'The body must be JSON in UTF-8.',
  },
  'event-invalid': {
    status: 400,
    title: 'Invalid event',
    detail: 'The members in `errors` are at fault. Correct them and send the event again.',
  },
  unauthorized: {
    status: 401,
    title: 'Unauthorized',
    // The same for every cause: a caller without the secret learns nothing.
    detail: 'The secret, or the signature or its timestamp, is missing, wrong or too old.',
  },
  'not-found': {
    status: 404,
    title: 'Not found',
    detail: 'There is nothing here.',
  },
  'method-not-allowed': {
    status: 405,
    title: 'Method not allowed',
    detail: 'Events are sent by POST.',
    headers: { allow: 'POST' },
  },
  'request-timeout': {
    status: 408,
    title: 'Request timeout',
    detail: 'The request did not arrive in time.',
  },
  'body-too-large': {
    status: 413,
    title: 'Body too large',
    detail: 'The body is larger than this service accepts.',
  },
  'uri-too-long': {
    status: 414,
    title: 'Address too long',
    detail: 'The address is longer than this service accepts.',
  },
  'content-type-unsupported': {
    status: 415,
    title: 'Unsupported content type',
    detail: 'The content type must be application/json, in UTF-8.',
  },
  'too-many-events': {
    status: 429,
    title: 'Too many events at once',
    detail: 'As many events as this service holds are being stored. Send it again, and more slowly.',
    headers: { 'retry-after': '1' },
  },
  'headers-too-large': {
    status: 431,
    title: 'Headers too large',
    detail: 'The headers are larger than this service accepts.',
  },
  'internal-error': {
    status: 500,
    title: 'Internal error',
    detail: 'The event was not taken. The log of the ingress has the reason.',
  },
  'temporarily-unavailable': {
    status: 503,
    title: 'Temporarily unavailable',
    detail: 'The event could not be stored just now. Send it again.',
    headers: { 'retry-after': '5' },
  },
} as const satisfies Record<string, HttpError>

export type HttpErrorName = keyof typeof httpErrors

/** What an answer says beyond its table entry. */
export interface ProblemSpecifics {
  readonly detail?: string
  readonly errors?: readonly { readonly field: string; readonly message: string }[]
}

export interface ProblemAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** JSON text. */
  readonly body: string
}

export function problemAnswer(name: HttpErrorName, specifics: ProblemSpecifics = {}): ProblemAnswer {
  const { status, title, detail, headers }: HttpError = httpErrors[name]
  const type = `urn:calltrail:problem:${name}`
  const problem = { type, title, status, detail, error: STATUS_CODES[status], ...specifics }
  return {
    status,
    headers: { 'content-type': 'application/problem+json', ...headers },
    body: JSON.stringify(problem),
  }
}

/** The answer for an error that carries only a status, as those of the HTTP framework do. */
export function httpErrorOfStatus(status: number | undefined): HttpErrorName {
  if (status === undefined || status < 400 || status >= 500) return 'internal-error'
  return statusNames[status] ?? 'request-malformed'
}

const statusNames: Readonly<Record<number, HttpErrorName>> = {
  408: 'request-timeout',
  413: 'body-too-large',
  414: 'uri-too-long',
  415: 'content-type-unsupported',
  431: 'headers-too-large',
}
