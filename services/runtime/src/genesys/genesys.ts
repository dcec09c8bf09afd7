/**
 * The connection to Genesys Cloud's Platform API.
 * @see https://developer.genesys.cloud/platform/api/
 */
import pTimeout from 'p-timeout'
import { z } from 'zod'
import { text } from '../config.ts'
import { PipelineError } from '../errors.ts'
import { openBearerApi } from '../http/bearer-api.ts'
import type { ApiRequest, BearerApi } from '../http/bearer-api.ts'
import { retryAfterMs } from '../http/exchange.ts'
import type { ApiResponse } from '../http/exchange.ts'
import { unguarded } from '../outage/guard.ts'
import type { Guard } from '../outage/guard.ts'
import type { GenesysConfig } from './genesys-config.ts'
import { requestFor, routeOf } from '../telemetry/tracing/request-spans.ts'
import { beneficiaries } from '../telemetry/tracing/on-behalf-of.ts'
import { rateLimited, RequestAllowance } from './request-allowance.ts'

export interface GenesysRequest extends ApiRequest {
  /**
   * Whether the request waits, within its `timeoutMs`, until Genesys allows it; otherwise it fails at once when it is not allowed.
   * A request that waits is one that may be sent again.
   */
  readonly mayWait?: boolean
  /** Whether a call cannot be told without the answer: then the last part of what Genesys allows is used, which others leave. */
  readonly isUrgent?: boolean
}

export interface Genesys extends BearerApi {
  /**
   * Sends one request and follows no redirect. Statuses other than 401, 429 and 5xx are the caller's to judge.
   * @throws {PipelineError} GENESYS_RATE_LIMITED, GENESYS_UNAVAILABLE (5xx or no answer in time), GENESYS_UNAUTHORIZED
   */
  send(request: GenesysRequest): Promise<ApiResponse>
  /** How many requests this process may still send in the current minute; undefined before Genesys has said what it allows. */
  requestsLeft(): Promise<number | undefined>
}

/** All requests of a process must share one of these, and so its allowance. */
export function openGenesys(config: GenesysConfig, guard: Guard = unguarded): Genesys {
  const allowance = new RequestAllowance(config.genesysRequestsPerMinute)
  const api = openBearerApi({
    name: 'Genesys Cloud',
    title: 'genesys',
    credentials: {
      tokenUrl: `${config.genesysLoginUrl}/oauth/token`,
      clientId: config.genesysClientId,
      clientSecret: config.genesysClientSecret,
    },
    session: z
      .object({ access_token: text })
      .transform(({ access_token }) => ({ accessToken: access_token, baseUrl: config.genesysApiUrl })),
    unavailable: 'GENESYS_UNAVAILABLE',
    unauthorized: 'GENESYS_UNAUTHORIZED',
    connections: 10,
  })

  /**
   * One answer, of whatever status below 500. That Genesys limits requests is no outage: it answers. Undefined when the time was up while
   * another request, which may have more of it, was finding out whether Genesys is back.
   */
  function ask(request: ApiRequest, giveUpAt: number): Promise<ApiResponse | undefined> {
    let state: 'waiting' | 'sent' | 'given up' = 'waiting'
    const answer = guard.run(async () => {
      if (state === 'given up') return undefined
      state = 'sent'
      const askedAt = Date.now()
      const response = await api.send({ ...request, timeoutMs: Math.max(1, giveUpAt - askedAt) })
      await allowance.heed(response, askedAt)
      if (response.status < 500) return response
      throw new PipelineError('GENESYS_UNAVAILABLE', `Genesys Cloud answered ${response.status}`, {
        retryAfterMs: retryAfterMs(response, Date.now()),
      })
    })
    const giveUp = () => {
      if (state === 'sent') return answer
      state = 'given up'
      return undefined
    }
    return pTimeout(answer, { milliseconds: Math.max(1, giveUpAt - Date.now()), fallback: giveUp })
  }

  async function sendOnce(request: GenesysRequest, giveUpAt: number): Promise<ApiResponse> {
    const { mayWait, isUrgent, ...rest } = request
    await allowance.take(giveUpAt, mayWait ? 'patient' : isUrgent ? 'urgent' : 'usual')
    try {
      const response = await ask(rest, giveUpAt)
      if (response) return response
      const message = 'Genesys Cloud was out, and not known to be back in time'
      throw new PipelineError('GENESYS_UNAVAILABLE', message, { wasNotAsked: true })
    } finally {
      allowance.release()
    }
  }

  async function sendUntilAllowed(request: GenesysRequest): Promise<ApiResponse> {
    const giveUpAt = Date.now() + request.timeoutMs
    for (;;) {
      const response = await sendOnce(request, giveUpAt)
      if (response.status !== 429) return response
      if (!request.mayWait) throw rateLimited(retryAfterMs(response, Date.now()))
    }
  }

  return {
    send(request) {
      const name = `genesys ${request.method} ${routeOf(request.path).replace('api/v2/', '')}`
      return requestFor(name, {}, beneficiaries(), () => sendUntilAllowed(request))
    },
    requestsLeft: () => allowance.left(),
    [Symbol.asyncDispose]: () => api[Symbol.asyncDispose](),
  }
}
