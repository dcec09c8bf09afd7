import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readComposeModel } from '@calltrail/deploy/compose'
import { ConfigError } from '@calltrail/runtime'
import { describe, expect, it, onTestFinished } from 'vitest'
import { passedVariables, readGiven } from './given.ts'

const salesforce = { SALESFORCE_LOGIN_URL: 'https://acme.example', SALESFORCE_CLIENT_ID: 'client' }

function problemsOf(env: Record<string, string>): readonly string[] {
  try {
    readGiven(env)
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
    throw error
  }
  return []
}

function fileWith(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'calltrail-test-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  writeFileSync(join(folder, 'secret'), text)
  return join(folder, 'secret')
}

describe('what is given to a run in containers', () => {
  it('reaches docker-compose.yml as it is', () => {
    expect(readGiven({ PATH: '/bin', INGRESS_PORT: '4000' }).environment).toEqual({
      PATH: '/bin',
      INGRESS_PORT: '4000',
    })
  })

  it('as PORT is the port of the webhook, unless that has its own variable', () => {
    expect(readGiven({ PORT: '4000' }).environment['INGRESS_PORT']).toBe('4000')
    expect(readGiven({ PORT: '4000', INGRESS_PORT: '5000' }).environment['INGRESS_PORT']).toBe('5000')
  })

  it('as an org takes the place of all that belongs to the simulated one', () => {
    const { environment, vendors } = readGiven({
      ...salesforce,
      SALESFORCE_CLIENT_SECRET_FILE: fileWith('hush\n'),
    })
    expect(vendors.salesforce).toMatchObject({ salesforceClientSecret: 'hush' })
    expect(environment).toMatchObject({ SALESFORCE_CLIENT_SECRET: 'hush', SALESFORCE_TIME_ZONE: '' })
  })

  it('as a region of Genesys gives its addresses', () => {
    const { environment } = readGiven({
      GENESYS_REGION: 'mypurecloud.de',
      GENESYS_CLIENT_ID: 'us',
      GENESYS_CLIENT_SECRET: 'hush',
    })
    expect(environment).toMatchObject({
      GENESYS_API_URL: 'https://api.mypurecloud.de',
      GENESYS_LOGIN_URL: 'https://login.mypurecloud.de',
    })
  })

  it('cannot be a Kafka, nor half of an org, nor a file that is not there, nor a port that is none', () => {
    const problems = problemsOf({
      KAFKA_BROKERS: 'kafka.example:9092',
      ...salesforce,
      PSEUDONYM_KEY_FILE: '/nowhere',
      GRAFANA_PORT: 'none',
    })
    for (const words of [
      'KAFKA_BROKERS is set, but --docker brings its own. Unset it, or leave --docker out.',
      'PSEUDONYM_KEY_FILE cannot be read: ENOENT.',
      'GRAFANA_PORT must be a port',
      'SALESFORCE_CLIENT_SECRET is not set',
    ]) {
      expect(problems).toContainEqual(expect.stringContaining(words))
    }
  })
})

it('a variable that a process knows reaches it, unless docker-compose.yml says what it is, or has to', () => {
  const service = (environment: object) => ({ image: 'x', profiles: ['all'], environment })
  const model = readComposeModel(
    JSON.stringify({
      name: 'calltrail',
      services: { ingress: service({ PORT: '3000' }), sink: service({}), monitor: service({}) },
    }),
  )
  const env = {
    PORT: '4000',
    MIN_CALL_SECONDS: '10',
    LOG_LEVEL: 'warn',
    KAFKA_SASL_PASSWORD: 'hush',
    PATH: '/bin',
    SKIP_QUEUES: '',
  }
  expect(passedVariables(model, env)).toEqual({
    ingress: ['LOG_LEVEL'],
    sink: ['LOG_LEVEL', 'MIN_CALL_SECONDS'],
    monitor: ['LOG_LEVEL'],
  })
})
