/**
 * The connection to Genesys Cloud's Platform API.
 * @see https://developer.genesys.cloud/platform/api/
 */
import { z } from 'zod'
import { httpUrl, key, text } from '../config.ts'
import type { Config } from '../config.ts'
import { PipelineError } from '../errors.ts'
import { openBearerApi, retryAfterMs } from '../http/bearer-api.ts'
import type { BearerApi } from '../http/bearer-api.ts'
import { unguarded } from '../outage/guard.ts'
import type { Guard } from '../outage/guard.ts'

export const genesysConfig = {
  genesysApiUrl: key({
    env: 'GENESYS_API_URL',
    parse: httpUrl,
    doc: 'The region’s API address, such as https://api.mypurecloud.com.',
  }),
  genesysLoginUrl: key({
    env: 'GENESYS_LOGIN_URL',
    parse: httpUrl,
    doc: 'The region’s login address, such as https://login.mypurecloud.com.',
  }),
  genesysClientId: key({
    env: 'GENESYS_CLIENT_ID',
    parse: text,
    doc: 'OAuth client (client-credentials grant).',
  }),
  genesysClientSecret: key({
    env: 'GENESYS_CLIENT_SECRET',
    parse: text,
    secret: true,
    doc: 'The OAuth client’s secret.',
  }),
}

/** Answers of 429 and 5xx are outages, whose {@link PipelineError} is thrown; other statuses are the caller's to judge. */
export function openGenesys(config: Config<typeof genesysConfig>, guard: Guard = unguarded): BearerApi {
  const api = openBearerApi({
    name: 'Genesys Cloud',
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
  return {
    send: (request) =>
      guard.run(async () => {
        const response = await api.send(request)
        const { status } = response
        if (status !== 429 && status < 500) return response
        throw new PipelineError('GENESYS_UNAVAILABLE', `Genesys Cloud answered ${status}`, {
          retryAfterMs: retryAfterMs(response, Date.now()),
        })
      }),
    [Symbol.asyncDispose]: () => api[Symbol.asyncDispose](),
  }
}
