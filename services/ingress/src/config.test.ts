import { ConfigError } from '@calltrail/runtime'
import { expect, test } from 'vitest'
import { loadIngressConfig } from './config.ts'

const env = { KAFKA_BROKERS: 'localhost:9092', SCHEMA_REGISTRY_URL: 'http://localhost:8081' }

function problemsOf(variables: Record<string, string>): readonly string[] {
  try {
    loadIngressConfig(variables)
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
  }
  return []
}

test.each(['GENESYS_WEBHOOK_SECRET', 'GENESYS_EVENTBRIDGE_SECRET', 'GENESYS_DATA_ACTION_SECRET'])(
  '%s alone is enough',
  (name) => {
    const { webhookSecrets, eventBridgeSecrets, dataActionSecrets } = loadIngressConfig({
      ...env,
      [name]: 'first secret of ours,second secret of ours',
    })
    expect([webhookSecrets, eventBridgeSecrets, dataActionSecrets].flat()).toEqual([
      'first secret of ours',
      'second secret of ours',
    ])
  },
)

test('no door open is one problem, which names what would open one, reported with all others', () => {
  const noDoor = expect.stringMatching(
    /^GENESYS_WEBHOOK_SECRET is not set, nor is GENESYS_EVENTBRIDGE_SECRET or GENESYS_DATA_ACTION_SECRET: /,
  )
  expect(problemsOf(env)).toEqual([noDoor])
  expect(problemsOf({ ...env, GENESYS_EVENTBRIDGE_SECRET: '' })).toEqual([noDoor])
  expect(problemsOf({ PORT: 'x' })).toEqual([
    expect.stringMatching(/^PORT must be a whole number/),
    expect.stringMatching(/^KAFKA_BROKERS is not set/),
    expect.stringMatching(/^SCHEMA_REGISTRY_URL is not set/),
    noDoor,
  ])
})

test('a door whose secret is at fault is no closed door', () => {
  const problems = problemsOf({ ...env, GENESYS_DATA_ACTION_SECRET: 'a secret of sixteen,short' })
  expect(problems).toEqual([
    expect.stringMatching(/^GENESYS_DATA_ACTION_SECRET must have secrets of at least 16 characters\. /),
  ])
  expect(problems.join()).not.toContain('short')
})
