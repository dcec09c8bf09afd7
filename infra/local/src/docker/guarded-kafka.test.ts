import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { freePort } from '../ports.ts'
import { guardedKafka } from './guarded-kafka.ts'

const place = { host: '127.0.0.1', doors: { login: 3333, certificate: 4444 } }
const issuer = { issuer: 'us', audience: 'kafka' }

it('a guarded Kafka in a container reads the keys of tokens from a file, for it does not reach their issuer', async () => {
  const server = createServer((_, response) => void response.end('{"keys":[]}'))
  onTestFinished(() => void server.close())
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const jwksUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`

  const { files, properties, jvmFlags } = await guardedKafka(
    { users: [], tokens: { ...issuer, jwksUrl } },
    place,
  )
  const file = '/tmp/calltrail/secrets/keys.json'
  expect(files['keys.json']).toBe('{"keys":[]}')
  expect(properties['sasl.oauthbearer.jwks.endpoint.url']).toBe(`file://${file}`)
  expect(jvmFlags).toEqual([
    `-Dorg.apache.kafka.sasl.oauthbearer.allowed.urls=file://${file}`,
    `-Dorg.apache.kafka.sasl.oauthbearer.allowed.files=${file}`,
  ])
})

it('keys that cannot be had are told by their address', async () => {
  const jwksUrl = `http://127.0.0.1:${await freePort()}/keys`
  await expect(guardedKafka({ users: [], tokens: { ...issuer, jwksUrl } }, place)).rejects.toThrow(
    `The keys that sign tokens cannot be had from ${jwksUrl}`,
  )
})
