import { ConfigError } from '@calltrail/runtime'
import { describe, expect, it } from 'vitest'
import { composeEnvironment } from './given.ts'

function problemsOf(env: Record<string, string>): readonly string[] {
  try {
    composeEnvironment(env)
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
    throw error
  }
  return []
}

describe('what is given to a run in containers', () => {
  it('reaches docker-compose.yml as it is', () => {
    const env = { PATH: '/bin', INGRESS_PORT: '4000' }
    expect(composeEnvironment(env)).toEqual(env)
  })

  it('as PORT is the port of the webhook, unless that has its own variable', () => {
    expect(composeEnvironment({ PORT: '4000' })['INGRESS_PORT']).toBe('4000')
    expect(composeEnvironment({ PORT: '4000', INGRESS_PORT: '5000' })['INGRESS_PORT']).toBe('5000')
  })

  it('as an org takes the place of all that belongs to the simulated one', () => {
    const org = { SALESFORCE_LOGIN_URL: 'https://acme.example', SALESFORCE_CLIENT_ID: 'client' }
    expect(composeEnvironment(org)).toEqual({
      ...org,
      SALESFORCE_CLIENT_SECRET: '',
      SALESFORCE_TIME_ZONE: '',
    })
  })

  it('as a region of Genesys gives its addresses', () => {
    expect(composeEnvironment({ GENESYS_REGION: 'mypurecloud.de' })).toMatchObject({
      GENESYS_API_URL: 'https://api.mypurecloud.de',
      GENESYS_LOGIN_URL: 'https://login.mypurecloud.de',
    })
  })

  it.each(['KAFKA_BROKERS', 'SCHEMA_REGISTRY_URL', 'KAFKA_SECURITY_PROTOCOL', 'KAFKA_BROKERS_FILE'])(
    'cannot be %s, which is about another Kafka or registry',
    (name) => {
      expect(problemsOf({ [name]: 'x' })).toEqual([
        `${name} is set, but --docker brings its own Kafka and registry. Unset it, or leave --docker out.`,
      ])
    },
  )

  it('cannot be a host, nor a file that no container sees, nor a port that is none; all is said at once', () => {
    expect(problemsOf({ HOST: '0.0.0.0', PSEUDONYM_KEY_FILE: '/key', GRAFANA_PORT: 'none' })).toEqual([
      'HOST is set, but --docker listens on 127.0.0.1 alone. Unset it, or leave --docker out.',
      'PSEUDONYM_KEY_FILE names a file of this machine, which no container sees. Mount it by docker-compose.override.yml (docs/docker.md), or set PSEUDONYM_KEY.',
      'GRAFANA_PORT must be a port, from 1 to 65535 (it is "none").',
    ])
  })
})
