/**
 * What the chart refuses, and how it says so: by the name of the value, before anything is installed.
 */
import { processes } from '@calltrail/deploy'
import { ConfigError, loadConfig } from '@calltrail/runtime'
import { beforeAll, describe, expect, it } from 'vitest'
import { ChartRefused, chartValues, renderChart } from '../kit/chart.ts'
import type { Values } from '../kit/chart.ts'
import { toolTimeoutMs } from '../kit/go-server.ts'
import { wrongValues } from '../kit/wrong-chart-values.ts'

const minimal = chartValues('minimal')
beforeAll(() => renderChart(minimal), toolTimeoutMs)

/** The minimal values, with others in their place or beside them. */
function merged(values: Values, into: Values = minimal): Values {
  const both = Object.entries(values).map(([name, value]) => [
    name,
    isValues(value) && isValues(into[name]) ? merged(value, into[name]) : value,
  ])
  return { ...into, ...Object.fromEntries(both) }
}

function isValues(value: unknown): value is Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

async function refusalOf(values: Values): Promise<string> {
  const refused = await renderChart(values).catch((error: unknown) => error)
  expect(refused).toBeInstanceOf(ChartRefused)
  return (refused as ChartRefused).message
}

describe('by its name is refused', () => {
  it.each(wrongValues)('%s', async (_, values, words) => {
    const refusal = await refusalOf(merged(values))
    for (const word of words) expect(refusal).toContain(word)
  })
})

it('all that is missing is told at once, each with what it is', async () => {
  const refusal = await refusalOf({})
  const missing = [...refusal.matchAll(/(\w+) is not given/g)].map(([, name]) => name)
  expect(missing).toEqual(
    expect.arrayContaining([
      'KAFKA_BROKERS',
      'SCHEMA_REGISTRY_URL',
      'GENESYS_CLIENT_SECRET',
      'SALESFORCE_LOGIN_URL',
    ]),
  )
  expect(refusal).toContain('Kafka bootstrap servers, host:port, comma-separated.')
})

/** Of a process whose values are given as text: which variables it names when it refuses them. */
function namedByProcess(config: Parameters<typeof loadConfig>[0], env: Record<string, string>): string[] {
  try {
    loadConfig(config, env)
    return []
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return error.problems.map((problem) => problem.split(' ')[0]!)
  }
}

const together: readonly (readonly [what: string, env: Record<string, string>])[] = [
  ['a login without a mechanism', { KAFKA_SECURITY_PROTOCOL: 'SASL_SSL' }],
  ['a mechanism without a user', { KAFKA_SECURITY_PROTOCOL: 'SASL_SSL', KAFKA_SASL_MECHANISM: 'PLAIN' }],
  ['a user that nobody asks for', { KAFKA_SASL_USERNAME: 'calltrail' }],
  ['a mechanism without a login', { KAFKA_SASL_MECHANISM: 'OAUTHBEARER' }],
  ['a user of the registry without a password', { SCHEMA_REGISTRY_USERNAME: 'calltrail' }],
  ['an account that is not named', { UNKNOWN_CALLER: 'log-to-account' }],
  ['owners by a mapping that there is not', { OWNER_BY: 'mapping' }],
  ['a user of Salesforce beside a consumer secret', { SALESFORCE_USERNAME: 'calltrail@acme.example' }],
]

it.each(together)(
  'what does not go together is refused as the sink itself refuses it: %s',
  async (_, env) => {
    const { config } = processes.find(({ name }) => name === 'sink')!
    const given = { ...(minimal['config'] as Record<string, string>), SALESFORCE_CLIENT_SECRET: 'secret' }
    const expected = namedByProcess(config, { ...given, ...env })
    expect(expected).not.toEqual([])
    const refusal = await refusalOf(merged({ sink: { config: env } }))
    for (const name of expected) expect(refusal).toContain(name)
  },
)
