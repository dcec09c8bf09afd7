import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { secretJudge } from './shared-secret.ts'

const secrets = ['the old secret, retiring', 'the new secret, naïve']
const refuse = secretJudge(secrets)
const asHeader = (secret: string) => Buffer.from(secret).toString('latin1')

test.each(secrets)('every active secret is accepted, as an API key or a bearer: %s', (secret) => {
  const given = asHeader(secret)
  expect(refuse({ headers: { 'x-api-key': given } })).toBeUndefined()
  expect(refuse({ headers: { authorization: `Bearer ${given}` } })).toBeUndefined()
  expect(refuse({ headers: { authorization: `bearer  ${given} ` } })).toBeUndefined()
  expect(
    refuse({ headers: { 'x-api-key': given, authorization: 'Bearer of another system' } }),
  ).toBeUndefined()
})

test('no secret is refused as missing, and another kind of credentials too', () => {
  expect(refuse({ headers: {} })).toBe('secret missing')
  expect(refuse({ headers: { authorization: secrets[0] } })).toBe('secret missing')
  expect(refuse({ headers: { authorization: `Basic ${secrets[0]}` } })).toBe('secret missing')
  expect(refuse({ headers: { 'x-api-key': [secrets[0]!] } })).toBe('secret missing')
})

test.each([
  '',
  ' ',
  'the old secret',
  `${secrets[0]}!`,
  secrets[0]!.toUpperCase(),
  secrets.join(','),
  secrets.join(', '),
])('the secret %j is refused as wrong', (given) => {
  expect(refuse({ headers: { 'x-api-key': given } })).toBe('secret wrong')
  expect(refuse({ headers: { authorization: `Bearer ${given}` } })).toBe('secret wrong')
})

test('with no secret of ours nothing is accepted', () => {
  expect(secretJudge([])({ headers: { 'x-api-key': '' } })).toBe('secret wrong')
})

test('any text is refused, and never throws', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (apiKey, authorization) => {
      fc.pre(!secrets.includes(apiKey.trim()))
      expect(refuse({ headers: { 'x-api-key': apiKey, authorization } })).toBeDefined()
      expect(refuse({ headers: { authorization: `Bearer ${apiKey}` } })).toBeDefined()
    }),
  )
})

test('any secret that a header can hold is accepted where it is ours, and refused with any one character more', () => {
  const anySecret = fc.stringMatching(/^[!-~]{1,64}$/)
  fc.assert(
    fc.property(anySecret, anySecret, fc.stringMatching(/^[!-~]$/), (ours, other, more) => {
      const refuse = secretJudge([other, ours])
      expect(refuse({ headers: { 'x-api-key': ours } })).toBeUndefined()
      fc.pre(ours + more !== other)
      expect(refuse({ headers: { 'x-api-key': ours + more } })).toBe('secret wrong')
    }),
  )
})
