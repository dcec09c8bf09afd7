import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Consumer, EachMessageHandler, Kafka } from 'kafkajs'

const pauseMs = 500
/** Short: how soon the services recover must not be a matter of how soon the observer does. */
const retry = { initialRetryTime: 100, maxRetryTime: 500 }

/**
 * Reads committed records from the beginning, through every failure of the broker: after one, from the beginning again. kafkajs gives
 * up on a broker that is away for long, and this must not.
 */
export async function consumeForEver(
  kafka: Kafka,
  topics: readonly string[],
  eachMessage: EachMessageHandler,
): Promise<AsyncDisposable> {
  const stopped = new AbortController()
  let consumer = await open()

  async function open(): Promise<Consumer> {
    const opened = kafka.consumer({ groupId: `observer-${randomUUID()}`, maxWaitTimeInMs: 100, retry })
    opened.on(opened.events.CRASH, ({ payload }) => {
      if (!payload.restart) void openAgain()
    })
    await opened.connect()
    await opened.subscribe({ topics: [...topics], fromBeginning: true })
    await opened.run({ autoCommit: false, eachMessage })
    return opened
  }

  async function openAgain(): Promise<void> {
    await consumer.disconnect().catch(() => {})
    while (!stopped.signal.aborted) {
      try {
        consumer = await open()
        return
      } catch {
        await sleep(pauseMs)
      }
    }
  }

  return {
    async [Symbol.asyncDispose]() {
      stopped.abort()
      await consumer.disconnect().catch(() => {})
    },
  }
}
