/** What our patch of kafkajs makes of answers in which Kafka refuses something. */
import { createRequire } from 'node:module'
import type { Access, Admin } from 'kafkajs'
import { describe, expect, it } from 'vitest'

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

describe('who asks what he may do', () => {
  const createAdmin = require('kafkajs/src/admin/index.js') as (parts: object) => Admin
  const errors = require('kafkajs/src/errors.js') as Record<string, new (words: string) => Error>
  const logger = { namespace: () => ({}) }
  const allowed = { name: 'group', errorCode: 0, authorizedOperations: 8 }

  /** Of the group, from a cluster where the first thing that is looked for fails, or whose coordinator says so first. */
  function asking({ failure, errorCode = 0 }: { failure?: Error; errorCode?: number }): Promise<Access> {
    let asked = 0
    const cluster = {
      refreshMetadata: async () => undefined,
      async findControllerBroker() {
        asked += 1
        if (failure && asked === 1) throw failure
      },
      findGroupCoordinator: async () => ({
        authorizedOperationsOfGroups: async () => [asked === 1 ? { ...allowed, errorCode } : allowed],
      }),
    }
    const admin = createAdmin({ logger, cluster, retry: { initialRetryTime: 1, retries: 2 } })
    return admin.describeAccess({ groups: ['group'] })
  }

  it.each([
    ['there is no controller', { failure: new errors['KafkaJSTopicMetadataNotLoaded']!('no controller') }],
    ['there is no coordinator', { failure: new errors['KafkaJSGroupCoordinatorNotFound']!('nobody') }],
    ['the coordinator loads its groups', { errorCode: 14 }],
    ['the group has moved', { errorCode: 16 }],
  ])('asks again when %s for a moment', async (_, moment) => {
    expect((await asking(moment)).groups).toEqual([allowed])
  })

  it('is told at once that the broker is too old to say, or that he is refused', async () => {
    for (const name of ['KafkaJSServerDoesNotSupportApiKey', 'KafkaJSSASLAuthenticationError']) {
      const failure = new errors[name]!('no')
      await expect(asking({ failure })).rejects.toBe(failure)
    }
    expect((await asking({ errorCode: 30 })).groups).toEqual([{ ...allowed, errorCode: 30 }])
  })
})
