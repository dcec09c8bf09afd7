import { type CryptoKey, exportSPKI, generateKeyPair, SignJWT } from 'jose'
import { expect, onTestFinished, test } from 'vitest'
import { salesforceSampleCredentials, startSalesforceSimulator } from './server.ts'

const { clientId, username } = salesforceSampleCredentials

interface Assertion {
  readonly key?: CryptoKey
  readonly audience?: string
  readonly issuer?: string
  readonly expiresInSeconds?: number
}

async function orgWithCertificate() {
  const { privateKey, publicKey } = await generateKeyPair('RS256')
  const { url, close } = await startSalesforceSimulator({ clientPublicKey: await exportSPKI(publicKey) })
  onTestFinished(close)
  return {
    url,
    async bearer({ key = privateKey, audience = url, issuer = clientId, expiresInSeconds = 170 }: Assertion) {
      const assertion = await new SignJWT()
        .setProtectedHeader({ alg: 'RS256' })
        .setIssuer(issuer)
        .setSubject(username)
        .setAudience(audience)
        .setExpirationTime(Math.floor(Date.now() / 1_000) + expiresInSeconds)
        .sign(key)
      const answer = await fetch(`${url}/services/oauth2/token`, {
        method: 'POST',
        body: new URLSearchParams({
          grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
          assertion,
        }),
      })
      return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
    },
  }
}

test('a signed assertion gets a token, which says nothing of its end', async () => {
  const { bearer, url } = await orgWithCertificate()
  const { status, body } = await bearer({})
  expect(status).toBe(200)
  expect(body).toMatchObject({ token_type: 'Bearer', instance_url: url })
  expect(body).not.toHaveProperty('expires_in')
  expect(await bearer({ audience: 'https://login.salesforce.com' })).toMatchObject({ status: 200 })
})

test.each<[string, Assertion, string]>([
  ['for a sandbox, as the org is none', { audience: 'https://test.salesforce.com' }, 'invalid_grant'],
  ['that lives longer than three minutes', { expiresInSeconds: 200 }, 'invalid_grant'],
  ['that has expired', { expiresInSeconds: -1 }, 'invalid_grant'],
  ['of another client', { issuer: 'another client' }, 'invalid_client_id'],
])('an assertion %s is refused', async (_what, assertion, error) => {
  const { bearer } = await orgWithCertificate()
  expect(await bearer(assertion)).toMatchObject({ status: 400, body: { error } })
})

test('an assertion that is signed with another key is refused', async () => {
  const { bearer } = await orgWithCertificate()
  const { privateKey: key } = await generateKeyPair('RS256')
  expect(await bearer({ key })).toMatchObject({ status: 400, body: { error: 'invalid_grant' } })
})
