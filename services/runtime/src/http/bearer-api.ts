/**
 * A vendor's HTTP API behind an OAuth token: one token for all requests, fetched again once when it is refused.
 */
import pTimeout from 'p-timeout'
import { Agent } from 'undici'
import type { Dispatcher } from 'undici'
import { z } from 'zod'
import { PipelineError } from '../errors.ts'
import { requestNamed } from '../telemetry/tracing/request-spans.ts'
import type { ErrorCode } from '../errors.ts'
import { exchange, retryAfterMs } from './exchange.ts'
import type { ApiResponse } from './exchange.ts'
import { tokenRequest } from './token-request.ts'
import type { ClientCredentials, JwtBearer } from './token-request.ts'

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

export interface BearerApi extends AsyncDisposable {
  /**
   * Sends one request and follows no redirect. Statuses other than 401 are the caller's to judge.
   * @throws {PipelineError} the vendor's `unavailable` or `tooLate` code (no answer), or its `unauthorized` code (a fresh token is refused)
   */
  send(request: ApiRequest): Promise<ApiResponse>
}

export interface Vendor {
  readonly name: string
  /** What traces call it. */
  readonly title: string
  readonly credentials: ClientCredentials | JwtBearer
  /** Reads the session from a token answer. */
  readonly session: z.ZodType<ApiSession>
  readonly unavailable: ErrorCode
  /** For a request, other than the one for a token, that is not answered in time; {@link unavailable} by default. */
  readonly tooLate?: ErrorCode
  readonly unauthorized: ErrorCode
  /** Most requests under way at once. */
  readonly connections: number
  /** Apart from the requests' own deadlines: a login that is slower than one request's patience must still come to its end. */
  readonly loginTimeoutMs?: number
}

const defaultLoginTimeoutMs = 10_000

export function openBearerApi(vendor: Vendor): BearerApi {
  const dispatcher = new Agent({ connections: vendor.connections })
  let session: Promise<ApiSession> | undefined

  function login(): Promise<ApiSession> {
    const fresh = requestNamed(`${vendor.title} login`, () => requestSession(vendor, dispatcher))
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
    // A login that comes too late for this request goes on for others.
    const { accessToken, baseUrl } = await pTimeout(opening, {
      milliseconds: Infinity,
      signal: deadline,
    }).catch((error: unknown) => {
      throw error instanceof PipelineError ? error : noAnswer(vendor, error)
    })
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
  const { headers, body } = await tokenRequest(vendor.credentials, Date.now())
  const answer = await exchange(vendor.credentials.tokenUrl, {
    dispatcher,
    method: 'POST',
    headers,
    body,
    signal: AbortSignal.timeout(vendor.loginTimeoutMs ?? defaultLoginTimeoutMs),
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
  const reason = oauthError.safeParse(answer.body).data?.error
  const summary = [`${vendor.name} answered ${status}`, reason, 'to the request for a token']
  throw new PipelineError(code, summary.filter(Boolean).join(' '), {
    retryAfterMs: retryAfterMs(answer, Date.now()),
  })
}

/** RFC 6749, 5.2: a code. Its description may tell of the user. */
const oauthError = z.object({ error: z.string().regex(/^\w+$/) })

function noAnswer(vendor: Vendor, error: unknown, code: ErrorCode = vendor.unavailable): PipelineError {
  const { name, code: cause } = error instanceof Error ? (error as NodeJS.ErrnoException) : {}
  // A timeout's code is a number that says nothing.
  const reason = typeof cause === 'string' ? cause : (name ?? 'unknown')
  return new PipelineError(code, `${vendor.name} did not answer: ${reason}`, { cause: error })
}
