import type { Config } from '../config.ts'
import { openBearerApi } from '../http/bearer-api.ts'
import type { ApiRequest } from '../http/bearer-api.ts'
import type { ApiResponse } from '../http/exchange.ts'
import { httpUrl, text } from '../config.ts'
import { z } from 'zod'
import type { Allowance } from './allowance/allowance.ts'
import type { salesforceConfig } from './config.ts'
import { salesforceCredentials } from './credentials.ts'

/** Sends single requests, as far as there are API calls left. */
export interface Transport extends AsyncDisposable {
  /**
   * @param request its path is below the API version's root
   * @throws {PipelineError} when there is no answer, or the request must not be made. Statuses are the caller's to judge.
   */
  send(request: ApiRequest): Promise<ApiResponse>
}

export function openTransport(config: Config<typeof salesforceConfig>, allowance: Allowance): Transport {
  const api = openBearerApi({
    name: 'Salesforce',
    title: 'salesforce',
    credentials: salesforceCredentials(config),
    session: z
      .object({ access_token: text, instance_url: httpUrl })
      .transform(({ access_token, instance_url }) => ({ accessToken: access_token, baseUrl: instance_url })),
    unavailable: 'SALESFORCE_UNAVAILABLE',
    tooLate: 'SALESFORCE_REQUEST_FAILED',
    unauthorized: 'SALESFORCE_UNAUTHORIZED',
    connections: config.salesforceConcurrency,
    loginTimeoutMs: config.salesforceLoginTimeoutMs,
  })

  return {
    async send(request) {
      const call = allowance.begin()
      try {
        const response = await api.send(request)
        call.answered(response.headers)
        return response
      } catch (error) {
        call.unanswered()
        throw error
      }
    },
    [Symbol.asyncDispose]: () => api[Symbol.asyncDispose](),
  }
}
