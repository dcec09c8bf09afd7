/**
 * A vendor's HTTP API behind an OAuth token: one token for all requests, fetched again once when it is refused.
 */
import { Agent, request } from 'undici'
import type { Dispatcher } from 'undici'
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
   * @throws {PipelineError} the vendor's `unavailable` code (no answer in time) or `unauthorized` code (a fresh token is refused)
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
  /** The session that a token answer opens. */
  readonly sessionOf: (answer: Record<string, unknown>) => ApiSession
  readonly unavailable: ErrorCode
  readonly unauthorized: ErrorCode
  readonly connections: number
}

export function openBearerApi(vendor: Vendor): BearerApi {
  const dispatcher = new Agent({ connections: vendor.connections })
  let session: Promise<ApiSession> | undefined

  function login(timeoutMs: number): Promise<ApiSession> {
    const fresh = requestSession(vendor, dispatcher, timeoutMs)
    session = fresh
    fresh.catch(() => {
      if (session === fresh) session = undefined
    })
    return fresh
  }

  function sendAs({ accessToken, baseUrl }: ApiSession, { method, path, body, timeoutMs }: ApiRequest) {
    return exchange(vendor, `${baseUrl}${path}`, {
      dispatcher,
      method,
      headers: {
        authorization: `Bearer ${accessToken}`,
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      body: body === undefined ? null : JSON.stringify(body),
      signal: AbortSignal.timeout(timeoutMs),
    })
  }

  return {
    async send(apiRequest) {
      const used = session ?? login(apiRequest.timeoutMs)
      const first = await sendAs(await used, apiRequest)
      if (first.status !== 401) return first
      // Of many requests that are refused together, the first one logs in for all.
      const renewed = session === used || session === undefined ? login(apiRequest.timeoutMs) : session
      const second = await sendAs(await renewed, apiRequest)
      if (second.status !== 401) return second
      throw new PipelineError(vendor.unauthorized, `${vendor.name} answered 401 to a fresh token`)
    },
    [Symbol.asyncDispose]: () => dispatcher.destroy(),
  }
}

async function requestSession(
  vendor: Vendor,
  dispatcher: Dispatcher,
  timeoutMs: number,
): Promise<ApiSession> {
  const { tokenUrl, clientId, clientSecret } = vendor.credentials
  const basic = Buffer.from(`${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`).toString(
    'base64',
  )
  const answer = await exchange(vendor, tokenUrl, {
    dispatcher,
    method: 'POST',
    headers: { authorization: `Basic ${basic}`, 'content-type': 'application/x-www-form-urlencoded' },
    body: 'grant_type=client_credentials',
    signal: AbortSignal.timeout(timeoutMs),
  })
  if (answer.status === 200) return vendor.sessionOf(answer.body as Record<string, unknown>)
  const code = answer.status >= 500 || answer.status === 429 ? vendor.unavailable : vendor.unauthorized
  throw new PipelineError(code, `${vendor.name} answered ${answer.status} to the request for a token`)
}

async function exchange(
  vendor: Vendor,
  url: string,
  options: NonNullable<Parameters<typeof request>[1]>,
): Promise<ApiResponse> {
  try {
    const { statusCode, headers, body } = await request(url, options)
    return { status: statusCode, headers, body: parsed(await body.text()) }
  } catch (error) {
    const reason = error instanceof Error ? ((error as NodeJS.ErrnoException).code ?? error.name) : 'unknown'
    throw new PipelineError(vendor.unavailable, `${vendor.name} did not answer: ${reason}`, { cause: error })
  }
}

function parsed(text: string): unknown {
  if (text === '') return undefined
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
