import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readComposeModel } from '@calltrail/deploy/compose'
import type { ComposeModel } from '@calltrail/deploy/compose'
import { genesysVariables, salesforceVariables } from '@calltrail/simulators'
import { describe, expect, it, onTestFinished } from 'vitest'
import { vendorProblems, stageSettings, vendorsOf, webhookOf } from './resolved.ts'

const simulated = {
  ...salesforceVariables('http://simulators:4001'),
  ...genesysVariables('http://simulators:4002'),
}

interface Said {
  readonly stages?: Readonly<Record<string, string>>
  readonly ingress?: Readonly<Record<string, string>>
  /** The text of each secret. */
  readonly secrets?: Readonly<Record<string, string>>
  readonly kafkaVolume?: string
}

function modelWith({
  stages = {},
  ingress = {},
  secrets = {},
  kafkaVolume = 'x_kafka_of_org',
}: Said): ComposeModel {
  const folder = mkdtempSync(join(tmpdir(), 'calltrail-test-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  for (const [name, text] of Object.entries(secrets)) writeFileSync(join(folder, name), text)
  const mounted = Object.keys(secrets).map((source) => ({ source, target: `/run/secrets/${source}` }))
  const service = (environment: object) => ({ image: 'x', environment, secrets: mounted })
  return readComposeModel(
    JSON.stringify({
      name: 'calltrail',
      services: {
        ingress: service({ GENESYS_WEBHOOK_SECRET: 'for-this-laptop-only', ...ingress }),
        enricher: service({ ...simulated, ...stages }),
        sink: service({ ...simulated, ...stages, SALESFORCE_TIME_ZONE: 'America/Los_Angeles' }),
      },
      volumes: { kafka: { name: kafkaVolume } },
      secrets: Object.fromEntries(Object.keys(secrets).map((name) => [name, { file: join(folder, name) }])),
    }),
  )
}

describe('vendors', () => {
  it('are simulated by default, and nothing is set then that changes what becomes of the samples', () => {
    const model = modelWith({})
    expect(vendorsOf(model)).toEqual({ salesforce: undefined, genesys: undefined })
    expect(vendorProblems(model)).toEqual([])
    expect(stageSettings(model)).not.toHaveProperty('SALESFORCE_TIME_ZONE')
  })

  it('are given by whatever has given them, a secret in a file among it', () => {
    const model = modelWith({
      stages: {
        SALESFORCE_LOGIN_URL: 'https://acme.example',
        SALESFORCE_CLIENT_ID: 'client',
        SALESFORCE_CLIENT_SECRET: '',
        SALESFORCE_CLIENT_SECRET_FILE: '/run/secrets/salesforce',
      },
      secrets: { salesforce: 'hush\n' },
    })
    expect(vendorProblems(model)).toEqual([])
    expect(vendorsOf(model).salesforce).toMatchObject({
      salesforceLoginUrl: 'https://acme.example',
      salesforceClientSecret: 'hush',
    })
  })

  it('that this machine stands in for are asked here at the address that it has here', () => {
    const model = modelWith({ stages: { SALESFORCE_LOGIN_URL: 'http://host.docker.internal:9001' } })
    expect(vendorsOf(model).salesforce).toMatchObject({ salesforceLoginUrl: 'http://127.0.0.1:9001' })
  })

  it('do not get what waited for the simulated org', () => {
    const stages = {
      SALESFORCE_LOGIN_URL: 'https://acme.example',
      SALESFORCE_CLIENT_ID: 'a',
      SALESFORCE_CLIENT_SECRET: 'b',
    }
    expect(vendorProblems(modelWith({ stages }))).toEqual([])
    expect(vendorProblems(modelWith({ stages, kafkaVolume: 'x_kafka' }))).toEqual([
      expect.stringMatching(/^SALESFORCE_LOGIN_URL must be a variable of the shell or of \.env:/),
    ])
  })

  it('are not given by half, beside half of the simulator', () => {
    expect(vendorProblems(modelWith({ stages: { SALESFORCE_LOGIN_URL: 'https://acme.example' } }))).toEqual(
      ['SALESFORCE_CLIENT_ID', 'SALESFORCE_CLIENT_SECRET'].map(
        (name) =>
          `${name} is not set, but SALESFORCE_LOGIN_URL is. Set it, or unset all to have Salesforce simulated.`,
      ),
    )
    expect(vendorProblems(modelWith({ stages: { GENESYS_CLIENT_ID: 'us' } }))[0]).toMatch(
      /^GENESYS_API_URL is not set, but GENESYS_CLIENT_ID is\./,
    )
  })
})

describe('webhooks are signed', () => {
  it('with what docker-compose.yml says, which is no secret', () => {
    expect(webhookOf(modelWith({}))).toEqual({ secret: 'for-this-laptop-only', isSecretGiven: false })
  })

  it('with the first of the secrets in a file, which is never shown', () => {
    const model = modelWith({
      ingress: { GENESYS_WEBHOOK_SECRET: '', GENESYS_WEBHOOK_SECRET_FILE: '/run/secrets/webhook' },
      secrets: { webhook: 'new, old\n' },
    })
    expect(webhookOf(model)).toEqual({ secret: 'new', isSecretGiven: true })
  })
})
