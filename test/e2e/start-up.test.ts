import { expect, it } from 'vitest'
import { ServiceNotStarted, startService } from '../kit/index.ts'
import type { ServiceName } from '../kit/index.ts'

const stage = [
  'KAFKA_BROKERS',
  'SCHEMA_REGISTRY_URL',
  'SALESFORCE_LOGIN_URL',
  'SALESFORCE_CLIENT_ID',
  'SALESFORCE_CLIENT_SECRET',
]
const genesys = ['GENESYS_API_URL', 'GENESYS_LOGIN_URL', 'GENESYS_CLIENT_ID', 'GENESYS_CLIENT_SECRET']

it.each<[ServiceName, string[]]>([
  ['ingress', ['KAFKA_BROKERS', 'SCHEMA_REGISTRY_URL', 'GENESYS_WEBHOOK_SECRET']],
  ['enricher', [...stage, ...genesys]],
  ['sink', stage],
])('the %s without its variables names all that are missing and exits with 1', async (name, variables) => {
  const failure: unknown = await startService(name, {}).catch((error: unknown) => error)
  expect(failure).toBeInstanceOf(ServiceNotStarted)
  const { message } = failure as ServiceNotStarted
  const named = [...message.matchAll(/- (\w+) is not set/g)].map((match) => match[1])
  expect(new Set(named)).toEqual(new Set(variables))
  expect(message).toContain('ended (1)')
})

it('a wrong value is named with what is right, a wrong secret without its value', async () => {
  const failure: unknown = await startService('sink', {
    SALESFORCE_CLIENT_SECRET: ' ',
    SALESFORCE_API_VERSION: 'latest',
    UNKNOWN_CALLER: 'log-to-account',
    RETRY_DELAYS_MS: '1,2,3,4',
  }).catch((error: unknown) => error)
  const { message } = failure as ServiceNotStarted
  expect(message).toContain('SALESFORCE_API_VERSION must be a version such as 66.0 (it is "latest")')
  expect(message).toContain(
    'UNKNOWN_CALLER_ACCOUNT_ID is not set, and UNKNOWN_CALLER=log-to-account needs it',
  )
  expect(message).toContain('RETRY_DELAYS_MS must have at most 3 entries')
})
