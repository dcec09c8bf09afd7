/**
 * Dead letters in the real topics, as a stage writes them, and an eye on what becomes of them. The topics are everybody's: a test knows
 * its own by their event ids, and by the second in which they are said to have failed.
 */
import { randomInt, randomUUID } from 'node:crypto'
import {
  connectKafka,
  connectRegistry,
  headerText,
  openEventWriter,
  producerDefaults,
} from '@calltrail/runtime'
import { deadLetterResolutions, enricherTopics, stages } from '@calltrail/schemas'
import type { CallEnded, StageName } from '@calltrail/schemas'
import type { Kafka, Message } from 'kafkajs'
import { pino } from 'pino'
import { calltrail } from '../kit/calltrail-process.ts'
import type { CalltrailProcess } from '../kit/calltrail-process.ts'
import { endedCall } from '../kit/calls.ts'
import { watchTopics } from '../kit/event-watch.ts'
import type { EventWatch, WatchedRecord } from '../kit/event-watch.ts'
import type { StackAddresses } from '../kit/shared-stack.ts'

export interface Burial {
  readonly stage?: StageName
  readonly call?: CallEnded
  /** Instead of the call's. */
  readonly key?: Buffer | null
  readonly value?: Buffer | null
  /** Added to those that a stage writes; one that is undefined is left out. */
  readonly headers?: Readonly<Record<string, string | undefined>>
  /** Which one of three. */
  readonly partition?: number
}

export interface Buried {
  readonly handle: string
  readonly eventId: string
  readonly key: Buffer | null
  readonly value: Buffer | null
}

export interface DeadLetterBench extends AsyncDisposable {
  readonly registry: ReturnType<typeof connectRegistry>
  /** Watches the first retry topics and the resolutions. */
  readonly watch: EventWatch
  /** Writes dead letters in one transaction, which leaves its mark behind them. */
  bury(...dead: readonly Burial[]): Promise<Buried[]>
  run(...args: readonly string[]): CalltrailProcess
  /** The open dead letters that a filter lets through, by their handles. */
  openHandles(filter: readonly string[]): Promise<string[]>
  /** Does what a console does that is killed when it has written all of a transaction and has not committed it yet. */
  dieInTransaction(dead: readonly Buried[]): Promise<void>
  /** Everything about these dead letters in the first retry topics, once all that has been committed so far was seen. */
  sentOn(dead: readonly Buried[]): Promise<WatchedRecord[]>
}

export const idOf = ({ message }: WatchedRecord) => headerText(message.headers, 'ce_id') ?? ''

/** Whether a console has sent one of these on. What a stage that runs beside a test puts into a retry topic was tried before. */
export const isSentOn =
  (...dead: readonly Pick<Buried, 'eventId'>[]) =>
  (record: WatchedRecord): boolean =>
    headerText(record.message.headers, 'calltrail-attempt') === '0' &&
    dead.some(({ eventId }) => eventId === idOf(record))

/** A second that no other test's dead letters failed in: headers for them, and the filter that finds them. */
export function secondOfItsOwn() {
  const time = Date.UTC(1996, 0, 1) + randomInt(400_000_000) * 1_000
  const [from, end] = [time, time + 1_000].map((epochMs) => new Date(epochMs).toISOString()) as [
    string,
    string,
  ]
  return { headers: { 'calltrail-failed-at': from }, filter: ['--since', from, '--older-than', end] }
}

export const traceId = '0af7651916cd43dd8448eb211c80319c'

export async function openDeadLetterBench(addresses: StackAddresses): Promise<DeadLetterBench> {
  await using cleanUp = new AsyncDisposableStack()
  const kafka = connectKafka(
    { kafkaBrokers: addresses.kafkaBrokers.split(',') },
    'calltrail-test',
    pino({ enabled: false }),
  )
  const registry = connectRegistry(addresses)
  const writer = await openEventWriter(registry, enricherTopics.input)
  const transactions = cleanUp.use(await openTransactions(kafka))
  const retryTopics = stages.map(({ retryTiers }) => retryTiers[0]!)
  const watch = cleanUp.use(await watchTopics(kafka, [...retryTopics, deadLetterResolutions.name]))
  const owned = cleanUp.move()

  async function bury(...dead: readonly Burial[]): Promise<Buried[]> {
    const letters = await Promise.all(
      dead.map(async ({ call = endedCall(), ...burial }, index) => ({
        stage: 'enricher' as StageName,
        partition: index % 3,
        key: Buffer.from(call.conversationId) as Buffer | null,
        value: (await writer.encode(call)) as Buffer | null,
        ...burial,
        eventId: call.eventId,
        headers: failureHeaders(call.eventId, burial),
      })),
    )
    const offsets = await transactions.write(
      letters.map(({ stage, partition, key, value, headers }) => ({
        topic: stages.find((topics) => topics.stage === stage)!.deadLetters,
        message: { partition, key, value, headers },
      })),
    )
    return letters.map(({ stage, partition, eventId, key, value }, index) => ({
      handle: `${stage}-${partition}-${offsets[index]}`,
      eventId,
      key,
      value,
    }))
  }

  /** What came before a record of one's own has been seen when that one has. */
  async function seeAllSoFar(): Promise<void> {
    const marks = retryTopics.flatMap((topic) =>
      [0, 1, 2].map((partition) => ({ topic, partition, id: `mark-${randomUUID()}` })),
    )
    await transactions.write(
      marks.map(({ topic, partition, id }) => ({
        topic,
        message: { partition, key: id, value: 'mark', headers: { ce_id: id } },
      })),
    )
    const ids = new Set(marks.map(({ id }) => id))
    await watch.many(marks.length, (record) => ids.has(idOf(record)))
  }

  return {
    registry,
    watch,
    bury,
    run: (...args) => calltrail(args, addresses),
    async openHandles(filter) {
      const { stdout, exitCode, stderr } = await calltrail(
        ['dead-letters', 'list', '--each', '--json', ...filter],
        addresses,
      )
      if (exitCode !== 0) throw new Error(stderr)
      return stdout
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => (JSON.parse(line) as { handle: string }).handle)
        .toSorted()
    },
    async sentOn(dead) {
      await seeAllSoFar()
      return watch.records.filter(isSentOn(...dead))
    },
    async dieInTransaction(dead) {
      const producer = kafka.producer({
        ...producerDefaults,
        ...transactional('calltrail-console'),
        transactionTimeout: 15_000,
      })
      await producer.connect()
      const transaction = await producer.transaction()
      const records = dead.map(({ eventId, key, value }) => ({ key, value, headers: { ce_id: eventId } }))
      const resolutions = dead.map(({ handle }) => ({ key: resolutionKeyOf(handle), value: 'replayed' }))
      await transaction.sendBatch({
        topicMessages: [
          { topic: retryTopics[0]!, messages: records },
          { topic: deadLetterResolutions.name, messages: resolutions },
        ],
      })
      await producer.disconnect()
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

/** The key under which `sink-0-3` is resolved: its topic, partition and offset. */
export function resolutionKeyOf(handle: string): string {
  const [stage, ...place] = handle.split('-')
  return [stages.find((topics) => topics.stage === stage)!.deadLetters, ...place].join('/')
}

function transactional(transactionalId: string) {
  return { transactionalId, idempotent: true, maxInFlightRequests: 1 }
}

function failureHeaders(
  eventId: string,
  { stage = 'enricher', headers = {} }: Burial,
): Record<string, string> {
  const all = {
    ce_id: eventId,
    ce_type: 'calls.ended.v1',
    'calltrail-stage': stage,
    'calltrail-attempt': '4',
    'calltrail-error-code': 'SALESFORCE_ROW_LOCKED',
    'calltrail-error-message': 'UNABLE_TO_LOCK_ROW',
    'calltrail-first-failed-at': '1995-01-01T00:00:00.000Z',
    'calltrail-failed-at': new Date().toISOString(),
    'calltrail-origin-topic': 'calls.ended.v1',
    'calltrail-origin-partition': '7',
    'calltrail-origin-offset': '42',
    'calltrail-replayed': '0',
    traceparent: `00-${traceId}-b7ad6b7169203331-01`,
    ...headers,
  }
  return Object.fromEntries(
    Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined),
  )
}

interface Addressed {
  readonly topic: string
  readonly message: Message & { readonly partition: number }
}

/** Writes records in transactions, as the stages do. */
async function openTransactions(kafka: Kafka) {
  const producer = kafka.producer({
    ...producerDefaults,
    ...transactional(`test-${randomUUID()}`),
  })
  await producer.connect()
  return {
    /** @returns the offset of each record */
    async write(records: readonly Addressed[]): Promise<number[]> {
      const transaction = await producer.transaction()
      const topicMessages = [...Map.groupBy(records, ({ topic }) => topic)].map(([topic, group]) => ({
        topic,
        messages: group.map(({ message }) => message),
      }))
      const written = await transaction.sendBatch({ topicMessages })
      await transaction.commit()
      const next = new Map(
        written.map(({ topicName, partition, baseOffset }) => [
          `${topicName}/${partition}`,
          Number(baseOffset),
        ]),
      )
      return records.map(({ topic, message }) => {
        const name = `${topic}/${message.partition}`
        const offset = next.get(name)!
        next.set(name, offset + 1)
        return offset
      })
    },
    [Symbol.asyncDispose]: () => producer.disconnect(),
  }
}
