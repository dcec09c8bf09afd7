import { generateKeyPairSync } from 'node:crypto'
import { jwtVerify } from 'jose'
import { expect, it } from 'vitest'
import { tokenRequest } from './token-request.ts'

const tokenUrl = 'https://acme.example/services/oauth2/token'
const now = Date.parse('2026-03-14T10:00:00.500Z')

it('a client with a secret shows both in the Basic header, encoded as OAuth wants it', async () => {
  const { headers, body } = await tokenRequest({ tokenUrl, clientId: 'a:b', clientSecret: 'c d' }, now)
  expect(Buffer.from(headers['authorization']!.replace('Basic ', ''), 'base64').toString()).toBe(
    'a%3Ab:c%20d',
  )
  expect(body).toBe('grant_type=client_credentials')
})

it('a client with a key signs for its user, for less than three minutes, and shows no secret', async () => {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 })
  const credentials = { tokenUrl, clientId: 'client', username: 'user@acme.example', privateKey }
  const { headers, body } = await tokenRequest(
    { ...credentials, audience: 'https://login.salesforce.com' },
    now,
  )
  const form = new URLSearchParams(body)
  expect(form.get('grant_type')).toBe('urn:ietf:params:oauth:grant-type:jwt-bearer')
  const { payload, protectedHeader } = await jwtVerify(form.get('assertion')!, publicKey, {
    currentDate: new Date(now),
  })
  expect(protectedHeader).toEqual({ alg: 'RS256' })
  expect(payload).toEqual({
    iss: 'client',
    sub: 'user@acme.example',
    aud: 'https://login.salesforce.com',
    exp: Math.floor(now / 1_000) + 120,
  })
  expect(headers).toEqual({ 'content-type': 'application/x-www-form-urlencoded' })
})
