/** What our patch of kafkajs makes of answers in which Kafka refuses something. */
import { createRequire } from 'node:module'
import { expect, it } from 'vitest'

const require = createRequire(import.meta.url)

interface AddedPartitions {
  readonly parse: (answer: object) => Promise<object>
}

const operationNotAttempted = 55
const topicAuthorizationFailed = 29

it.each([0, 1])(
  'of partitions that are not added to a transaction, the one at fault is told, and not those beside it (version %i)',
  async (version) => {
    const { parse } = require(
      `kafkajs/src/protocol/requests/addPartitionsToTxn/v${version}/response.js`,
    ) as AddedPartitions
    const answer = (...errorCodes: number[]) => ({
      errors: errorCodes.map((errorCode, partition) => ({
        topic: `topic-${partition}`,
        partitionErrors: [{ partition, errorCode }],
      })),
    })
    await expect(parse(answer(operationNotAttempted, topicAuthorizationFailed))).rejects.toMatchObject({
      type: 'TOPIC_AUTHORIZATION_FAILED',
    })
    await expect(parse(answer(0, operationNotAttempted))).rejects.toMatchObject({
      type: 'OPERATION_NOT_ATTEMPTED',
    })
    expect(await parse(answer(0, 0))).toEqual(answer(0, 0))
  },
)
