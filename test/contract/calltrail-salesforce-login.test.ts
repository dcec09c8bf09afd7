/** Both ways to log in: client credentials, and an assertion that the client signs. */
import { generateKeyPairSync } from 'node:crypto'
import { salesforceSampleCredentials } from '@calltrail/simulators'
import { describe, expect, test } from 'vitest'
import { connectToSalesforce } from './calltrail-session.ts'
import type { CalltrailSession, ClientConfig } from './calltrail-session.ts'

const soql = 'SELECT Id FROM Contact LIMIT 1'
const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 })
const another = generateKeyPairSync('rsa', { modulusLength: 2_048 })

const jwt: Partial<ClientConfig> = {
  salesforceClientSecret: null,
  salesforcePrivateKey: privateKey,
  salesforceUsername: salesforceSampleCredentials.username,
}

async function connectWithCertificate(config: Partial<ClientConfig>): Promise<CalltrailSession> {
  const clientPublicKey = publicKey.export({ type: 'spki', format: 'pem' }) as string
  return connectToSalesforce(config, { clientPublicKey })
}

describe.each<[string, Partial<ClientConfig>]>([
  ['client credentials', {}],
  ['a signed assertion', jwt],
])('a token for %s', (_, config) => {
  // Five queries share a request.
  const many = (client: CalltrailSession['client']) =>
    Promise.all(Array.from({ length: 40 }, () => client.query(soql)))

  test('is asked for once, however many requests begin together', async () => {
    const { client, countOf } = await connectWithCertificate(config)
    await many(client)
    expect([await countOf('token'), await countOf('composite')]).toEqual([1, 8])
  })

  test('is asked for once more when it is refused to many requests together', async () => {
    const { client, control, countOf } = await connectWithCertificate(config)
    await many(client)
    await control('DELETE', '/requests')
    await control('POST', '/tokens/revoke')
    await many(client)
    expect(await countOf('token')).toBe(1)
  })

  test('is asked for again by who comes after a login that failed', async () => {
    const { client, fail, countOf } = await connectWithCertificate(config)
    await fail({ match: { path: '/services/oauth2' }, times: 1, do: { status: 503 } })
    await expect(client.query(soql)).rejects.toMatchObject({ code: 'SALESFORCE_UNAVAILABLE' })
    expect(await client.query(soql)).toHaveLength(1)
    expect(await countOf('token')).toBe(2)
  })
})

test.each<[string, Partial<ClientConfig>]>([
  ['of another key', { salesforcePrivateKey: another.privateKey }],
  ['for a user who has not let the app in', { salesforceUsername: 'somebody@acme.example' }],
  ['for another host', { salesforceJwtAudience: 'https://test.salesforce.com' }],
])('an assertion %s is an outage that says what the matter is, and nothing of the key', async (_, config) => {
  const { client } = await connectWithCertificate({ ...jwt, ...config })
  await expect(client.query(soql)).rejects.toMatchObject({
    code: 'SALESFORCE_UNAUTHORIZED',
    disposition: 'outage',
    message: 'Salesforce answered 400 invalid_grant to the request for a token',
  })
})
