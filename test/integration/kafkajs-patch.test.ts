import { connectKafka } from '@calltrail/runtime'
import { pino } from 'pino'
import { expect, inject, it } from 'vitest'

it('an idle connection of kafkajs does not wake the process up', { timeout: 20_000 }, async () => {
  const { kafkaBrokers } = inject('stack')
  const kafka = connectKafka(
    { kafkaBrokers: kafkaBrokers.split(',') },
    'calltrail-test',
    pino({ enabled: false }),
  )
  const admin = kafka.admin()
  await admin.connect()
  await admin.listTopics()

  const realSetTimeout = globalThis.setTimeout
  let timers = 0
  globalThis.setTimeout = ((...args: Parameters<typeof setTimeout>) => {
    timers += 1
    return realSetTimeout(...args)
  }) as typeof setTimeout
  try {
    await new Promise((resolve) => realSetTimeout(resolve, 500))
  } finally {
    globalThis.setTimeout = realSetTimeout
    await admin.disconnect()
  }
  // Unpatched it sets one every millisecond.
  expect(timers).toBeLessThan(20)
})
