/**
 * A session on a Kafka that does as it is asked.
 */
import { enricherTopics } from '@calltrail/schemas'
import type { CallEnded } from '@calltrail/schemas'
import { endedCall, enrichedCall } from '@calltrail/schemas/testing'
import { createNoopMeter } from '@opentelemetry/api'
import type { EachBatchPayload, KafkaMessage } from 'kafkajs'
import { pino } from 'pino'
import { expect, vi } from 'vitest'
import type { Mock } from 'vitest'
import { Circuits } from '../../outage/circuits.ts'
import { StageAccounts } from '../accounts.ts'
import type { Handler } from '../handler.ts'
import type { PartitionWriter } from '../partition-writer.ts'
import { publisherOf, viewOn } from '../publication.ts'
import { PartitionSession } from '../partition-session.ts'
import type { SessionTools } from '../partition-session.ts'

export type Tools = SessionTools<'calls.ended.v1', 'calls.enriched.v1'>
export type TestHandler = Handler<CallEnded, ReturnType<typeof enrichedCall>>

export const input = { topic: enricherTopics.input.name, partition: 3 }
const log = pino({ enabled: false })
const jsonWriter = { encode: async (event: unknown) => Buffer.from(JSON.stringify(event)) }
const outageSettings = { outagePauseMs: 10, outageMaxPauseMs: 20 }

/** Of a partition whose first offset that is not committed is 5. */
export function session(changes: Partial<Tools> = {}, handler: TestHandler = emitAll) {
  const process = vi.fn(handler)
  const commit = vi.fn<PartitionWriter['commit']>(async () => {})
  const closed = vi.fn(async () => {})
  const seek = vi.fn<Tools['seek']>()
  const tools: Tools = {
    context: {
      stage: { topics: enricherTopics, process },
      reader: { decode: async (value) => JSON.parse(String(value)) as CallEnded },
      publisher: async () => publisherOf([viewOn(enricherTopics.output, (event) => event)], [jsonWriter]),
      policy: { retryDelaysMs: [], retryJitterPercent: 0, retryMaxAgeMs: 1_000 },
      handlerDeadlineMs: 60_000,
      longestWaitMs: 3_600_000,
      accounts: new StageAccounts({ topics: enricherTopics, process }, createNoopMeter(), log),
      fewLines: log,
      now: Date.now,
      log,
    },
    circuits: new Circuits(outageSettings, log),
    outagePauseMs: 10,
    sliceLimits: { records: 10, bytes: 100_000 },
    openWriter: async () => ({ committedOffset: 5n, commit, [Symbol.asyncDispose]: closed }),
    offsetAt: async () => 0n,
    seek,
    isMember: () => true,
    onFatal: vi.fn(),
    ...changes,
  }
  return { session: new PartitionSession(input, tools), tools, process, commit, closed, seek }
}

/**
 * The context of a stage that drops copies, in which records take a while to be read.
 * @param toBeRead resolves when the next one is
 */
export function droppingCopies(context: Tools['context'], toBeRead: () => Promise<void>): Tools['context'] {
  const copies = { fingerprint: ({ eventId }: CallEnded) => eventId, windowMs: 60_000, maxEvents: 100 }
  return {
    ...context,
    stage: { ...context.stage, copies },
    reader: { decode: (value) => toBeRead().then(() => context.reader.decode(value)) },
  }
}

export const emitAll: TestHandler = async (calls) =>
  calls.map(({ eventId, conversationId }) => ({
    kind: 'emit',
    event: enrichedCall({ eventId, conversationId }),
  }))

/**
 * Records of another call each, `conversation-5` at offset 5.
 * @param key of each offset's record; by default each has its own
 */
export function batchOf(
  offsets: readonly number[],
  changes: Partial<EachBatchPayload> = {},
  key = (offset: number) => `key-${offset}`,
): EachBatchPayload {
  const messages = offsets.map((offset) => ({
    offset: String(offset),
    key: Buffer.from(key(offset)),
    value: Buffer.from(JSON.stringify(endedCall({ conversationId: `conversation-${offset}` }))),
    timestamp: '0',
    headers: {},
  })) as unknown as KafkaMessage[]
  return {
    batch: {
      ...input,
      messages,
      lastOffset: () => messages.at(-1)?.offset ?? '0',
    } as EachBatchPayload['batch'],
    resolveOffset: vi.fn(),
    heartbeat: async () => {},
    pause: vi.fn(() => vi.fn()),
    isStale: () => false,
    ...changes,
  } as EachBatchPayload
}

/** Resolves when that many transactions have been asked for. */
export function committed(commit: Mock<PartitionWriter['commit']>, times = 1): Promise<void> {
  return vi.waitFor(() => expect(commit).toHaveBeenCalledTimes(times))
}
