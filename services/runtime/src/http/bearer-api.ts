/**
 * A vendor's HTTP API behind an OAuth token: one token for all requests, fetched again once when it is refused.
 */
import { Agent, request } from 'undici'
import type { Dispatcher } from 'undici'
import type { z } from 'zod'
import { PipelineError } from '../errors.ts'
import type { ErrorCode } from '../errors.ts'

export interface ApiSession {
  readonly accessToken: string
  /** Without a slash at the end. */
  readonly baseUrl: string
}

export interface ApiRequest {
  readonly method: Dispatcher.HttpMethod
  /** Begins with a slash; with the query string. */
  readonly path: string
  /** Sent as JSON. */
  readonly body?: unknown
  /** Longest wait for the whole answer, login included. */
  readonly timeoutMs: number
}

export interface ApiResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  /** Parsed JSON, or the text when it is none; undefined when there is nothing. */
  readonly body: unknown
}

export interface BearerApi extends AsyncDisposable {
  /**
   * Sends one request and follows no redirect. Statuses other than 401 are the caller's to judge.
   * @throws {PipelineError} the vendor's `unavailable` or `tooLate` code (no answer), or its `unauthorized` code (a fresh token is refused)
   */
  send(request: ApiRequest): Promise<ApiResponse>
}

export interface ClientCredentials {
  readonly tokenUrl: string
  readonly clientId: string
  readonly clientSecret: string
}

export interface Vendor {
  readonly name: string
  readonly credentials: ClientCredentials
  /** Reads the session from a token answer. */
  readonly session: z.ZodType<ApiSession>
  readonly unavailable: ErrorCode
  /** For a request, other than the one for a token, that is not answered in time; {@link unavailable} by default. */
  readonly tooLate?: ErrorCode
  readonly unauthorized: ErrorCode
  readonly connections: number
}

/** Apart from the request's own deadline: a login that is slower than one request's patience must still come to its end. */
const loginTimeoutMs = 10_000

export function openBearerApi(vendor: Vendor): BearerApi {
  const dispatcher = new Agent({ connections: vendor.connections })
  let session: Promise<ApiSession> | undefined

  function login(): Promise<ApiSession> {
    const fresh = requestSession(vendor, dispatcher)
    session = fresh
    fresh.catch(() => {
      if (session === fresh) session = undefined
    })
    return fresh
  }

  async function sendAs(
    opening: Promise<ApiSession>,
    { method, path, body }: ApiRequest,
    deadline: AbortSignal,
  ): Promise<ApiResponse> {
    const { accessToken, baseUrl } = await beforeDeadline(vendor, opening, deadline)
    try {
      return await exchange(`${baseUrl}${path}`, {
        dispatcher,
        method,
        headers: {
          authorization: `Bearer ${accessToken}`,
          accept: 'application/json',
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        body: body === undefined ? null : JSON.stringify(body),
        signal: deadline,
      })
    } catch (error) {
      throw noAnswer(vendor, error, deadline.aborted ? vendor.tooLate : undefined)
    }
  }

  return {
    async send(apiRequest) {
      const deadline = AbortSignal.timeout(apiRequest.timeoutMs)
      const used = session ?? login()
      const first = await sendAs(used, apiRequest, deadline)
      if (first.status !== 401) return first
      // Of many requests that are refused together, the first one logs in for all.
      const renewed = session === used || session === undefined ? login() : session
      const second = await sendAs(renewed, apiRequest, deadline)
      if (second.status !== 401) return second
      throw new PipelineError(vendor.unauthorized, `${vendor.name} answered 401 to a fresh token`)
    },
    [Symbol.asyncDispose]: () => dispatcher.destroy(),
  }
}

async function requestSession(vendor: Vendor, dispatcher: Dispatcher): Promise<ApiSession> {
  const { tokenUrl, clientId, clientSecret } = vendor.credentials
  const basic = Buffer.from(`${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`).toString(
    'base64',
  )
  const answer = await exchange(tokenUrl, {
    dispatcher,
    method: 'POST',
    headers: { authorization: `Basic ${basic}`, 'content-type': 'application/x-www-form-urlencoded' },
    body: 'grant_type=client_credentials',
    signal: AbortSignal.timeout(loginTimeoutMs),
  }).catch((error: unknown) => {
    throw noAnswer(vendor, error)
  })
  const { status } = answer
  if (status === 200) {
    const session = vendor.session.safeParse(answer.body)
    if (session.success) return session.data
    throw new PipelineError(vendor.unavailable, `${vendor.name} answered the request for a token without one`)
  }
  const refused = status >= 400 && status < 500 && status !== 429
  const code = refused ? vendor.unauthorized : vendor.unavailable
  throw new PipelineError(code, `${vendor.name} answered ${status} to the request for a token`, {
    retryAfterMs: retryAfterMs(answer, Date.now()),
  })
}

/** `promise`, unless the deadline is first; the promise then goes on for others. */
function beforeDeadline<Value>(
  vendor: Vendor,
  promise: Promise<Value>,
  deadline: AbortSignal,
): Promise<Value> {
  return new Promise((resolve, reject) => {
    const giveUp = () => reject(noAnswer(vendor, deadline.reason))
    // A signal that was given before calls nobody.
    if (deadline.aborted) giveUp()
    deadline.addEventListener('abort', giveUp, { once: true })
    promise.then(resolve, reject)
  })
}

async function exchange(
  url: string,
  options: NonNullable<Parameters<typeof request>[1]>,
): Promise<ApiResponse> {
  const { statusCode, headers, body } = await request(url, options)
  return { status: statusCode, headers, body: parsed(await body.text()) }
}

/** What `Retry-After` asks for, in seconds or as a date; undefined when it asks for nothing. */
export function retryAfterMs({ headers }: Pick<ApiResponse, 'headers'>, now: number): number | undefined {
  const asked = headers['retry-after']
  if (typeof asked !== 'string' || asked.trim() === '') return undefined
  const seconds = Number(asked)
  const ms = Number.isNaN(seconds) ? Date.parse(asked) - now : seconds * 1_000
  return ms > 0 ? ms : undefined
}

function noAnswer(vendor: Vendor, error: unknown, code: ErrorCode = vendor.unavailable): PipelineError {
  const { name, code: cause } = error instanceof Error ? (error as NodeJS.ErrnoException) : {}
  // A timeout's code is a number that says nothing.
  const reason = typeof cause === 'string' ? cause : (name ?? 'unknown')
  return new PipelineError(code, `${vendor.name} did not answer: ${reason}`, { cause: error })
}

function parsed(text: string): unknown {
  if (text === '') return undefined
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
