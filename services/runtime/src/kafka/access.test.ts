import { sinkTopics, stageRights, stageTransactionalId } from '@calltrail/schemas'
import type { AccessRight } from '@calltrail/schemas'
import type { Access, Admin, Kafka } from 'kafkajs'
import { describe, expect, it } from 'vitest'
import { PipelineError } from '../errors.ts'
import { isRefusal, kafkaAccess, missingRight, together } from './access.ts'

const right = {
  resource: 'topic',
  name: 'calls.logged.v1',
  pattern: 'literal',
  operations: ['WRITE'],
  why: 'its output',
} as const
const missing = missingRight(right, 'WRITE')

describe('what is said of missing rights', () => {
  it('names the topic and the right', () => {
    expect(missing).toMatchObject({
      code: 'KAFKA_ACCESS_DENIED',
      message:
        'the right WRITE on topic calls.logged.v1 is missing (its output). What it needs is in docs/kafka-access.md.',
    })
  })

  it('names what the names begin with, when it is about several', () => {
    const prefixed = { ...right, resource: 'transactional-id', name: 'sink-', pattern: 'prefixed' } as const
    expect(missingRight(prefixed, 'WRITE').message).toMatch(
      /^the right WRITE on transactional id sink-… is missing/,
    )
  })

  it('is one error of one, and of several one of all, with a line for each', () => {
    expect(together([missing])).toBe(missing)
    const both = together([missing, missingRight({ ...right, name: 'calls.sink.dlt' }, 'WRITE')])
    expect(both).toBeInstanceOf(AggregateError)
    expect(both.message.split('\n')).toEqual([
      expect.stringContaining('calls.logged.v1'),
      expect.stringContaining('calls.sink.dlt'),
    ])
  })
})

it('refusals are refusals alone and together, and nothing else is', () => {
  expect(isRefusal(missing)).toBe(true)
  expect(isRefusal(together([missing, missing]))).toBe(true)
  expect(isRefusal(new AggregateError([missing, new Error('no broker')]))).toBe(false)
  expect(isRefusal(new PipelineError('SCHEMA_REGISTRY_UNAVAILABLE', 'no'))).toBe(false)
  expect(isRefusal(undefined)).toBe(false)
})

/** A Kafka that tells of a client what it may do. */
function telling(access: Partial<Access>): Kafka {
  const admin = {
    connect: async () => undefined,
    disconnect: async () => undefined,
    async describeAccess({ transactionalIds = [] }: Parameters<Admin['describeAccess']>[0]) {
      const errorCode = 53
      const hidden = transactionalIds.map((name) => ({ name, errorCode }))
      return { topics: [], groups: [], transactionalIds: hidden, ...access }
    },
  }
  return { admin: () => admin } as unknown as Kafka
}

const bits = { READ: 1 << 3, WRITE: 1 << 4, DESCRIBE: 1 << 8 }

describe('what Kafka tells of a topic', () => {
  const prove = (authorizedOperations: number) =>
    kafkaAccess(telling({ topics: [{ name: right.name, errorCode: 0, authorizedOperations }] }), [
      right,
    ]).prove()

  it('is believed when it tells of rights', async () => {
    await prove(bits.WRITE | bits.DESCRIBE)
    await expect(prove(bits.READ | bits.DESCRIBE)).rejects.toThrow(missing.message)
  })

  it.each([
    ['none at all', 0],
    ['that it does not know', -2_147_483_648],
    ['none to describe what it shows', bits.READ],
  ])('is no answer when it is %s', async (_, operations) => {
    await prove(operations)
  })
})

it('a refusal of which nothing is missing names the rights that there are on such a thing', async () => {
  const transactions: AccessRight = {
    ...right,
    resource: 'transactional-id',
    name: 'sink-',
    pattern: 'prefixed',
  }
  const told = { transactionalIds: [{ name: 'sink-', errorCode: 0 }] }
  const denied = (type: string) => Object.assign(new Error('no'), { type })
  const { explained } = kafkaAccess(telling(told), [right, transactions])
  expect(await explained(denied('TRANSACTIONAL_ID_AUTHORIZATION_FAILED'))).toMatchObject({
    code: 'KAFKA_ACCESS_DENIED',
    message:
      'Kafka denies access to a transactional id. Needed: WRITE on transactional id sink-…. What it needs is in docs/kafka-access.md.',
  })
  expect(await explained(denied('CLUSTER_AUTHORIZATION_FAILED'))).toMatchObject({
    message: 'Kafka denies access to a cluster. What it needs is in docs/kafka-access.md.',
  })
})

it('a transactional id is asked about by one that there will be: a longer prefix than ours may be granted', async () => {
  const rights = stageRights(sinkTopics).filter(({ resource }) => resource === 'transactional-id')
  const name = stageTransactionalId('sink', sinkTopics.input.name, 0)
  await kafkaAccess(telling({ transactionalIds: [{ name, errorCode: 0 }] }), rights).prove()
  await expect(kafkaAccess(telling({}), rights).prove()).rejects.toThrow(
    /^the right WRITE on transactional id sink-… is missing/,
  )
})
