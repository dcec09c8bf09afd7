import { describe, expect, it } from 'vitest'
import { ConfigError, loadConfig } from '../config.ts'
import type { Environment } from '../config.ts'
import { genesysAppsUrl, genesysConfig } from './genesys-config.ts'

const client = { GENESYS_CLIENT_ID: 'client', GENESYS_CLIENT_SECRET: 'secret' }

function addressesOf(env: Environment) {
  const config = loadConfig(genesysConfig, { ...client, ...env })
  return [config.genesysApiUrl, config.genesysLoginUrl, genesysAppsUrl(config)]
}

describe('Genesys’s addresses', () => {
  it.each(['mypurecloud.com', 'mypurecloud.de', 'usw2.pure.cloud', 'mypurecloud.com.au'])(
    'all follow from the region %s',
    (region) => {
      expect(addressesOf({ GENESYS_REGION: region })).toEqual([
        `https://api.${region}`,
        `https://login.${region}`,
        `https://apps.${region}`,
      ])
    },
  )

  it('are those that are given one by one, whatever the region', () => {
    expect(
      addressesOf({
        GENESYS_REGION: 'mypurecloud.com',
        GENESYS_API_URL: 'http://127.0.0.1:4000/',
        GENESYS_APPS_URL: 'https://genesys.example',
      }),
    ).toEqual(['http://127.0.0.1:4000', 'https://login.mypurecloud.com', 'https://genesys.example'])
  })

  it('of people’s browsers follow from the API’s', () => {
    const login = { GENESYS_LOGIN_URL: 'https://login.mypurecloud.ie' }
    expect(addressesOf({ ...login, GENESYS_API_URL: 'https://api.mypurecloud.ie' })[2]).toBe(
      'https://apps.mypurecloud.ie',
    )
    expect(addressesOf({ ...login, GENESYS_API_URL: 'http://127.0.0.1:4000' })[2]).toBe(
      'http://127.0.0.1:4000',
    )
  })

  it('are required without a region', () => {
    expect(() => addressesOf({})).toThrow(ConfigError)
    expect(() => addressesOf({})).toThrow(/GENESYS_API_URL is not set[^]*GENESYS_LOGIN_URL is not set/)
  })

  it.each(['https://mypurecloud.com', 'mypurecloud', 'mypurecloud.com/path', 'a b.com'])(
    'are not those of %s, which is no domain',
    (region) => {
      expect(() => addressesOf({ GENESYS_REGION: region })).toThrow(
        /GENESYS_REGION must be a region’s domain/,
      )
    },
  )
})
