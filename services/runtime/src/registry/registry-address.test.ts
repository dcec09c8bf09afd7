import { once } from 'node:events'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { callsEnded } from '@calltrail/schemas'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { ConfigError, loadConfig } from '../config.ts'
import { authority, brokerCertificate, brokerKey } from '../kafka/testing/certificates.ts'
import { connectRegistry, openEventWriter } from './codec.ts'
import { registryBase, registryConfig, registryFetch } from './registry-address.ts'
import type { RegistryAddress } from './registry-address.ts'

/** A registry over TLS, which knows nothing, and remembers who asked. */
async function guardedRegistry() {
  const users: (string | undefined)[] = []
  const server = createServer({ key: brokerKey, cert: brokerCertificate }, (request, response) => {
    users.push(request.headers.authorization)
    response.writeHead(404, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ error_code: 40_401, message: 'no' }))
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  return { users, schemaRegistryUrl: `https://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

const user = { schemaRegistryUsername: 'sink', schemaRegistryPassword: 'a:b' }
const shown = `Basic ${btoa('sink:a:b')}`

describe.each<[string, (address: RegistryAddress) => Promise<unknown>]>([
  ['what asks for schemas', (address) => openEventWriter(connectRegistry(address, 2_000), callsEnded)],
  ['what registers them', async (address) => (await registryFetch(address)('/subjects')).status],
])('%s', (_, ask) => {
  it('logs in, and trusts the authority that it is given', async () => {
    const { users, schemaRegistryUrl } = await guardedRegistry()
    await ask({ schemaRegistryUrl, ...user, schemaRegistryCa: authority }).catch(() => undefined)
    expect(users).toEqual([shown])
  })

  it('logs in as the user in the address', async () => {
    const { users, schemaRegistryUrl } = await guardedRegistry()
    const withUser = schemaRegistryUrl.replace('//', '//sink:a%3Ab@')
    await ask({ schemaRegistryUrl: withUser, schemaRegistryCa: authority }).catch(() => undefined)
    expect(users).toEqual([shown])
  })

  it.each(['', '0'])(
    'says nothing to a registry whose certificate it does not trust, with NODE_TLS_REJECT_UNAUTHORIZED=%s',
    async (verify) => {
      vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', verify)
      onTestFinished(() => void vi.unstubAllEnvs())
      const { users, schemaRegistryUrl } = await guardedRegistry()
      await expect(ask({ schemaRegistryUrl, ...user })).rejects.toThrow()
      expect(users).toEqual([])
    },
  )
})

it('an address is shown without its user', () => {
  expect(registryBase({ schemaRegistryUrl: 'https://us:secret@registry.example/apis/ccompat/v7' })).toBe(
    'https://registry.example/apis/ccompat/v7',
  )
})

it('a user needs a password, and an authority is one', () => {
  const env = {
    SCHEMA_REGISTRY_URL: 'https://registry.example',
    SCHEMA_REGISTRY_USERNAME: 'sink',
    SCHEMA_REGISTRY_CA: 'none',
  }
  expect(() => loadConfig(registryConfig, env)).toThrow(
    new ConfigError([
      'SCHEMA_REGISTRY_PASSWORD is not set, and SCHEMA_REGISTRY_USERNAME needs it. Password of the user of the schema registry.',
      'SCHEMA_REGISTRY_CA holds no certificate in PEM (-----BEGIN CERTIFICATE-----). Authorities (PEM) of whom one has issued the schema registry’s certificate. Default: those that Node trusts.',
    ]),
  )
})

it('an authority is of no use where the registry is not asked over TLS, and is refused', () => {
  const env = { SCHEMA_REGISTRY_URL: 'http://registry.example', SCHEMA_REGISTRY_CA: authority }
  expect(() => loadConfig(registryConfig, env)).toThrow(
    /^SCHEMA_REGISTRY_CA is set, but SCHEMA_REGISTRY_URL is an http address, where nobody shows a certificate\. Authorities/,
  )
  expect(
    loadConfig(registryConfig, { ...env, SCHEMA_REGISTRY_URL: 'https://registry.example' }),
  ).toHaveProperty('schemaRegistryCa', authority)
})
