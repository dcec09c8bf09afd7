/**
 * With the ingress, which starts whether or not Kafka is there.
 */
import { expect, it, onTestFinished } from 'vitest'
import { supervise } from './supervisor.ts'

const nowhere = {
  KAFKA_BROKERS: '127.0.0.1:1',
  SCHEMA_REGISTRY_URL: 'http://127.0.0.1:1',
  GENESYS_WEBHOOK_SECRET: 'secret',
  HOST: '127.0.0.1',
  PORT: '0',
}

function supervised(env: Record<string, string>) {
  const exits: (number | undefined)[] = []
  const exited = Promise.withResolvers<void>()
  const service = supervise('ingress', env, ({ code }) => {
    exits.push(code)
    if (exits.length === 2) exited.resolve()
  })
  onTestFinished(() => service.stop())
  return { service, exits, exitedTwice: exited.promise }
}

it('a service that is killed on purpose is started again, and no accident', async () => {
  const { service, exits } = supervised(nowhere)
  const first = await service.untilReady()
  await service.kill()
  const second = await service.untilReady()
  expect(second.pid).not.toBe(first.pid)
  expect(service.running()?.url).toBe(second.url)
  await service.stop()
  expect(service.running()).toBeUndefined()
  expect(exits).toEqual([])
})

it('a service that ends by itself is started again and again, and each end is told', async () => {
  const { service, exits, exitedTwice } = supervised({ ...nowhere, KAFKA_BROKERS: '' })
  await exitedTwice
  await service.stop()
  expect(exits.slice(0, 2)).toEqual([1, 1])
})
