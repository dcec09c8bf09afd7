/**
 * The connection to Genesys Cloud's Platform API.
 * @see https://developer.genesys.cloud/platform/api/
 */
import { z } from 'zod'
import { httpUrl, key, text } from '../config.ts'
import type { Config } from '../config.ts'
import { openBearerApi } from '../http/bearer-api.ts'
import type { BearerApi } from '../http/bearer-api.ts'

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

export function openGenesys(config: Config<typeof genesysConfig>): BearerApi {
  return openBearerApi({
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
}
