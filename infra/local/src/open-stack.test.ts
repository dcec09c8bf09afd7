import { describe, expect, it } from 'vitest'
import { freePort } from './ports.ts'
import { openStack } from './open-stack.ts'

describe('opening a stack that cannot be', () => {
  it('names KAFKA_BROKERS when nothing answers there', async () => {
    const brokers = `127.0.0.1:${await freePort()}`
    await expect(openStack({ env: { KAFKA_BROKERS: brokers } })).rejects.toThrow(
      `KAFKA_BROKERS is ${brokers}, but no Kafka answers there`,
    )
  })

  it('names SCHEMA_REGISTRY_URL when nothing answers there, and keeps its password to itself', async () => {
    const port = await freePort()
    const opening = openStack({ env: { SCHEMA_REGISTRY_URL: `http://me:secret@127.0.0.1:${port}` } })
    await expect(opening).rejects.toThrow(
      `SCHEMA_REGISTRY_URL is http://127.0.0.1:${port}, but no schema registry`,
    )
    await expect(opening).rejects.not.toThrow('secret')
  })

  it('names SCHEMA_REGISTRY_URL when it is no address at all', async () => {
    await expect(openStack({ env: { SCHEMA_REGISTRY_URL: 'registry:8081' } })).rejects.toThrow(
      'SCHEMA_REGISTRY_URL is not a web address',
    )
  })

  it('does not take a given Kafka for a guarded one', async () => {
    const opening = openStack({ env: { KAFKA_BROKERS: '127.0.0.1:1' }, security: { users: [] } })
    await expect(opening).rejects.toThrow('unset KAFKA_BROKERS')
  })
})
