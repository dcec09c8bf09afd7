import { z } from 'zod'
import { httpUrl, integer, key, text } from '../config.ts'
import type { Config } from '../config.ts'

const regionEnv = 'GENESYS_REGION'

export const genesysConfig = {
  genesysRegion: key<string | null>({
    env: regionEnv,
    parse: z
      .string()
      .trim()
      .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/, 'must be a region’s domain such as mypurecloud.com'),
    fallback: null,
    doc: 'The region’s domain, such as mypurecloud.com, mypurecloud.de or usw2.pure.cloud: the short way to give all addresses below.',
  }),
  genesysApiUrl: key({
    env: 'GENESYS_API_URL',
    parse: httpUrl,
    givenBy: { env: regionEnv, as: (region) => `https://api.${region}` },
    doc: 'The region’s API address, such as https://api.mypurecloud.com. Not needed with GENESYS_REGION.',
  }),
  genesysLoginUrl: key({
    env: 'GENESYS_LOGIN_URL',
    parse: httpUrl,
    givenBy: { env: regionEnv, as: (region) => `https://login.${region}` },
    doc: 'The region’s login address, such as https://login.mypurecloud.com. Not needed with GENESYS_REGION.',
  }),
  genesysAppsUrl: key<string | null>({
    env: 'GENESYS_APPS_URL',
    parse: httpUrl,
    fallback: null,
    givenBy: { env: regionEnv, as: (region) => `https://apps.${region}` },
    doc: 'Where people open Genesys Cloud, such as https://apps.mypurecloud.com: links to conversations lead there. Follows from GENESYS_API_URL when it is not set.',
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
  genesysRequestsPerMinute: key({
    env: 'GENESYS_REQUESTS_PER_MINUTE',
    parse: integer(1, 10_000),
    fallback: 240,
    doc: 'Most requests a minute that this process makes of the 300 that Genesys allows an OAuth client. Where Genesys allows less, or others use the same client, it makes do with less.',
  }),
}

export type GenesysConfig = Config<typeof genesysConfig>

/** Where people open Genesys Cloud: `https://api.{region}` belongs to `https://apps.{region}`. Without a slash at the end. */
export function genesysAppsUrl({
  genesysAppsUrl,
  genesysApiUrl,
}: Pick<GenesysConfig, 'genesysAppsUrl' | 'genesysApiUrl'>): string {
  return genesysAppsUrl ?? genesysApiUrl.replace(/^(https?:\/\/)api\./, '$1apps.')
}
