/**
 * The topics of a stack of its own, which a test fills as the services would, and an eye on every byte that is left in them.
 */
import { randomUUID } from 'node:crypto'
import { connectKafka, openEventWriter, producerDefaults } from '@calltrail/runtime'
import {
  allTopics,
  avroSchemaOf,
  callsEnded,
  callsEnriched,
  callsEnrichedMasked,
  callsLogged,
  masker,
  segmentMs,
  stages,
} from '@calltrail/schemas'
import type {
  CallEnded,
  CallEnriched,
  CallEnrichedMasked,
  CallLogged,
  RecordSchema,
  TopicSpec,
} from '@calltrail/schemas'
import kafkajs from 'kafkajs'
import type { Admin, Consumer, Kafka, Transaction } from 'kafkajs'
import { pino } from 'pino'
import { calltrail } from '../kit/calltrail-process.ts'
import type { EndedCalltrail } from '../kit/calltrail-process.ts'
import { openOwnStack } from '../kit/own-stack.ts'

export interface Written {
  readonly topic: string
  readonly partition: number
  readonly key: string | Buffer | null
  readonly value: Buffer | null
  readonly headers: Record<string, string>
  /** Epoch milliseconds. */
  readonly at: number
}

export interface RecordSpot {
  readonly topic: string
  readonly partition: number
  readonly offset: number
}

export interface ForgetBench extends AsyncDisposable {
  /** Empties every topic, and forgets the groups of other teams. The stages are where they were: what comes has yet to be done. */
  clear(): Promise<void>
  /** Writes records in a transaction, which leaves its mark behind them. */
  write(...records: readonly Written[]): Promise<RecordSpot[]>
  /** Writes records in a transaction that is aborted: only who asks for uncommitted records can read them. */
  writeAborted(...records: readonly Written[]): Promise<void>
  ended(call: CallEnded, changes?: Partial<Written>): Promise<Written>
  enriched(call: CallEnriched, changes?: Partial<Written>): Promise<Written>
  masked(call: CallEnriched, changes?: Partial<Written>): Promise<Written>
  logged(call: CallLogged, changes?: Partial<Written>): Promise<Written>
  /** A group has read everything of a topic, or up to an offset of each partition. */
  hasRead(groupId: string, topic: string, upTo?: number): Promise<void>
  /** A group has a member that reads a topic, and has committed nothing of it. */
  isReading(groupId: string, topic: string): Promise<AsyncDisposable>
  /** Kafka deletes no records of a topic from an offset on when it is only compacted. */
  refuseDeletion(topic: TopicSpec): Promise<AsyncDisposable>
  /** The stages have done everything there is. */
  stagesHaveDone(): Promise<void>
  /** What of the topics can be read, also of aborted transactions: the text of each record. */
  readable(): Promise<(RecordSpot & { readonly text: string })[]>
  forget(...args: readonly string[]): Promise<EndedCalltrail>
  run(...args: readonly string[]): Promise<EndedCalltrail>
}

const hourMs = 3_600_000

/** @param schemaRegistryUrl of the stack that all tests share */
export async function openForgetBench(schemaRegistryUrl: string): Promise<ForgetBench> {
  await using cleanUp = new AsyncDisposableStack()
  const stack = cleanUp.use(await openOwnStack(schemaRegistryUrl))
  const kafka = connectKafka(
    { kafkaBrokers: stack.kafkaBrokers.split(',') },
    'calltrail-test',
    pino({ enabled: false }),
  )
  const admin = kafka.admin()
  await admin.connect()
  cleanUp.defer(() => admin.disconnect())
  const producer = kafka.producer({
    ...producerDefaults,
    transactionalId: `test-${randomUUID()}`,
    idempotent: true,
    maxInFlightRequests: 1,
  })
  await producer.connect()
  cleanUp.defer(() => producer.disconnect())
  const writers = {
    ended: await openEventWriter(stack.registry, callsEnded),
    enriched: await openEventWriter(stack.registry, callsEnriched),
    masked: await openEventWriter(stack.registry, callsEnrichedMasked),
    logged: await openEventWriter(stack.registry, callsLogged),
  }
  const mask = masker(
    JSON.parse(avroSchemaOf(callsEnriched.event)) as RecordSchema,
    (kind) => `${kind}-pseudonym`,
  )
  const owned = cleanUp.move()
  async function transact(records: readonly Written[], commits: boolean): Promise<RecordSpot[]> {
    const transaction = await producer.transaction()
    const spots = await writeIn(transaction, records)
    await (commits ? transaction.commit() : transaction.abort())
    await untilEnded(admin, spots)
    return spots
  }
  const run = (...args: readonly string[]) => calltrail(args, stack)

  return {
    async clear() {
      const { groups } = await admin.listGroups()
      const theirs = groups.map(({ groupId }) => groupId).filter((id) => id.startsWith('team-'))
      if (theirs.length > 0) await admin.deleteGroups(theirs)
      for (const { name } of allTopics()) await empty(admin, name)
    },
    write: (...records) => transact(records, true),
    async writeAborted(...records) {
      await transact(records, false)
    },
    ended: async (call, changes) => ({
      ...recordOf(callsEnded.name, call.conversationId, call.eventId, await writers.ended.encode(call)),
      ...changes,
    }),
    enriched: async (call, changes) => ({
      ...recordOf(
        callsEnriched.name,
        callsEnriched.key(call),
        call.eventId,
        await writers.enriched.encode(call),
      ),
      ...changes,
    }),
    async masked(call, changes) {
      const event = mask({ ...call }) as unknown as CallEnrichedMasked
      const value = await writers.masked.encode(event)
      return {
        ...recordOf(callsEnrichedMasked.name, callsEnrichedMasked.key(event), call.eventId, value),
        ...changes,
      }
    },
    logged: async (call, changes) => ({
      ...recordOf(callsLogged.name, call.conversationId, call.eventId, await writers.logged.encode(call)),
      ...changes,
    }),
    async hasRead(groupId, topic, upTo) {
      await commit(kafka, groupId, await endsOf(admin, [topic], upTo))
    },
    isReading: (groupId, topic) => join(kafka, groupId, [topic]),
    async refuseDeletion({ name, cleanupPolicy, retentionMs }) {
      const set = (policy: string) =>
        admin.alterConfigs({
          validateOnly: false,
          resources: [
            {
              type: kafkajs.ConfigResourceTypes.TOPIC,
              name,
              configEntries: [
                { name: 'cleanup.policy', value: policy },
                { name: 'retention.ms', value: String(retentionMs) },
                { name: 'segment.ms', value: String(segmentMs) },
              ],
            },
          ],
        })
      await set('compact')
      return { [Symbol.asyncDispose]: async () => void (await set(cleanupPolicy)) }
    },
    async stagesHaveDone() {
      for (const { consumerGroup, input, retryTiers, followUpTiers } of stages) {
        await commit(kafka, consumerGroup, await endsOf(admin, [input.name, ...retryTiers, ...followUpTiers]))
      }
    },
    readable: () => readAll(kafka, admin),
    forget: (...args) => run('forget', ...args),
    run,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

/** Long enough ago for nobody to tell copies by it, and of today. */
function recordOf(topic: string, key: string, eventId: string, value: Buffer): Written {
  return { topic, partition: 0, key, value, headers: { ce_id: eventId }, at: Date.now() - 3 * hourMs }
}

async function writeIn(transaction: Transaction, records: readonly Written[]): Promise<RecordSpot[]> {
  const spots: RecordSpot[] = []
  for (const { topic, partition, key, value, headers, at } of records) {
    const message = { partition, key, value, headers, timestamp: String(at) }
    const [written] = await transaction.send({ topic, messages: [message] })
    spots.push({ topic, partition, offset: Number(written!.baseOffset) })
  }
  return spots
}

/** Kafka writes the marks of a transaction when it has answered already. */
async function untilEnded(admin: Admin, spots: readonly RecordSpot[]): Promise<void> {
  for (const { topic, partition, offset } of spots) {
    for (let end = 0; end <= offset;) {
      const ends = await admin.fetchTopicOffsets(topic)
      end = Number(ends.find((found) => found.partition === partition)!.high)
    }
  }
}

async function empty(admin: Admin, topic: string): Promise<void> {
  const partitions = (await admin.fetchTopicOffsets(topic))
    .filter(({ low, high }) => low !== high)
    .map(({ partition, high }) => ({ partition, offset: high }))
  if (partitions.length > 0) await admin.deleteTopicRecords({ topic, partitions })
}

type Position = { topic: string; partition: number; offset: string }

async function endsOf(admin: Admin, topics: readonly string[], upTo?: number): Promise<Position[]> {
  const ends: Position[] = []
  for (const topic of topics) {
    for (const { partition, high } of await admin.fetchTopicOffsets(topic)) {
      ends.push({ topic, partition, offset: upTo === undefined ? high : String(upTo) })
    }
  }
  return ends
}

/** As a member of the group, which is the only way that kafkajs has. */
async function commit(kafka: Kafka, groupId: string, positions: Position[]): Promise<void> {
  await using consumer = await join(
    kafka,
    groupId,
    positions.map(({ topic }) => topic),
  )
  await consumer.commitOffsets(positions)
}

/** A member that has its partitions. */
async function join(
  kafka: Kafka,
  groupId: string,
  topics: readonly string[],
): Promise<Consumer & AsyncDisposable> {
  const consumer = kafka.consumer({ groupId, readUncommitted: true, maxWaitTimeInMs: 100 })
  const { promise: joined, resolve } = Promise.withResolvers<void>()
  consumer.on(consumer.events.GROUP_JOIN, () => resolve())
  await using cleanUp = new AsyncDisposableStack()
  await consumer.connect()
  cleanUp.defer(() => consumer.disconnect())
  await consumer.subscribe({ topics: [...new Set(topics)] })
  await consumer.run({ autoCommit: false, eachMessage: async () => {} })
  await joined
  const owned = cleanUp.move()
  return Object.assign(consumer, { [Symbol.asyncDispose]: () => owned.disposeAsync() })
}

async function readAll(kafka: Kafka, admin: Admin): Promise<(RecordSpot & { readonly text: string })[]> {
  const found: (RecordSpot & { readonly text: string })[] = []
  const waiting = new Map<string, number>()
  for (const { name } of allTopics()) {
    for (const { partition, low, high } of await admin.fetchTopicOffsets(name)) {
      if (Number(low) < Number(high)) waiting.set(`${name}/${partition}`, Number(high))
    }
  }
  if (waiting.size === 0) return found
  const consumer = kafka.consumer({
    groupId: `test-${randomUUID()}`,
    readUncommitted: true,
    maxWaitTimeInMs: 100,
  })
  const { promise, resolve } = Promise.withResolvers<void>()
  consumer.on(consumer.events.END_BATCH_PROCESS, ({ payload: { topic, partition, lastOffset } }) => {
    const place = `${topic}/${partition}`
    if (Number(lastOffset) + 1 >= (waiting.get(place) ?? Infinity)) waiting.delete(place)
    if (waiting.size === 0) resolve()
  })
  try {
    await consumer.connect()
    const topics = [...new Set([...waiting.keys()].map((place) => place.split('/')[0]!))]
    await consumer.subscribe({ topics, fromBeginning: true })
    await consumer.run({
      autoCommit: false,
      eachMessage: async ({ topic, partition, message: { offset, key, value, headers } }) => {
        const text = [key, value, ...Object.values(headers ?? {}).flat()].map(String).join(' ')
        found.push({ topic, partition, offset: Number(offset), text })
      },
    })
    await promise
  } finally {
    await consumer.disconnect()
  }
  return found
}
