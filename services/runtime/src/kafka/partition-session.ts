/**
 * One input partition while it is assigned to this process: its writer, what it remembers, and the batch that is being worked on.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Events, EventName } from '@calltrail/schemas'
import type { EachBatchPayload, KafkaMessage } from 'kafkajs'
import pTimeout from 'p-timeout'
import { PipelineError } from '../errors.ts'
import type { Circuits } from '../outage/circuits.ts'
import { LoneOutages } from '../outage/lone-outages.ts'
import { processBatch, recall, routeFailed } from './batch.ts'
import type { BatchContext } from './batch.ts'
import { notBefore } from './failure-headers.ts'
import { nextSlice } from './next-slice.ts'
import type { SliceLimits } from './next-slice.ts'
import type { InputPartition, PartitionWriter } from './partition-writer.ts'
import { RecentEvents } from './recent-events.ts'
import { longestWaitMs } from './retry-policy.ts'

export interface SessionTools<In extends EventName, Out extends EventName> {
  readonly context: BatchContext<In, Out>
  readonly circuits: Circuits
  readonly sliceLimits: SliceLimits
  readonly outagePauseMs: number
  /** Opens the partition's writer, which fences its former owner. */
  readonly openWriter: (input: InputPartition) => Promise<PartitionWriter>
  /** The first offset whose record is not older than `time` (epoch milliseconds). */
  readonly offsetAt: (input: InputPartition, time: number) => Promise<bigint>
  /** Makes the consumer read on at `offset`. */
  readonly seek: (input: InputPartition, offset: bigint) => void
  readonly onFatal: (error: unknown) => void
}

interface Opened<Event> {
  readonly writer: PartitionWriter
  /** Only where copies are to be recognised. */
  readonly recent: RecentEvents<Event> | undefined
  /** Where the consumer must read on. */
  next: bigint
}

/** How long the consumer waits for a batch: kafkajs fetches nothing, for no partition, until every batch of a fetch was returned from. */
const asideAfterMs = 100
/** Before a partition is read again whose transaction failed. */
const kafkaPauseMs = 500
/** How long a batch that is under way may take to its end when the session is closed. */
const finishMs = 8_000

export class PartitionSession<In extends EventName, Out extends EventName> implements AsyncDisposable {
  readonly #input: InputPartition
  readonly #tools: SessionTools<In, Out>
  readonly #closing = new AbortController()
  readonly #loneOutages = new LoneOutages()
  #opening: Promise<void> | undefined
  #opened: Opened<Events[In]> | undefined
  #work: Promise<void> | undefined

  constructor(input: InputPartition, tools: SessionTools<In, Out>) {
    this.#input = input
    this.#tools = tools
  }

  /** Takes the partition over: opens its writer, and goes back in the topic as far as copies are to be recognised. */
  open(): Promise<void> {
    this.#opening ??= this.#takeOver().finally(() => (this.#opening = undefined))
    return this.#opening
  }

  /** After a rebalance that left the partition here the consumer begins at the committed offset, which may be too late for the memory. */
  rejoined(): void {
    if (this.#opened?.recent) this.#tools.seek(this.#input, this.#opened.next)
  }

  /**
   * Works a batch off. Returns when that is done, or after a while: the partition is then paused until it is done, so that a batch that
   * takes long, or waits, holds up no other partition.
   */
  async take(payload: EachBatchPayload): Promise<void> {
    if (this.#closing.signal.aborted) return void payload.pause()
    // A rebalance may have undone the pause of a partition that is being worked on.
    this.#work ??= this.#workOff(payload).finally(() => (this.#work = undefined))
    const work = this.#work
    if (
      await pTimeout(
        work.then(() => true),
        { milliseconds: asideAfterMs, fallback: () => false },
      )
    )
      return
    const resume = payload.pause()
    void work.then(resume)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort()
    if (this.#work) await pTimeout(this.#work, { milliseconds: finishMs, fallback: () => undefined })
    await this.#close()
  }

  async #takeOver(): Promise<void> {
    const { context, openWriter, offsetAt, seek } = this.#tools
    const { copies, topics } = context.stage
    if (this.#opened) return
    const writer = await openWriter(this.#input)
    if (!copies || this.#input.topic !== topics.input.name) {
      this.#opened = { writer, recent: undefined, next: writer.committedOffset }
      return
    }
    const windowStart = await offsetAt(this.#input, context.now() - copies.windowMs)
    const next = windowStart < writer.committedOffset ? windowStart : writer.committedOffset
    seek(this.#input, next)
    this.#opened = { writer, recent: new RecentEvents(copies), next }
  }

  async #close(): Promise<void> {
    await this.#opening?.catch(() => undefined)
    const opened = this.#opened
    this.#opened = undefined
    await opened?.writer[Symbol.asyncDispose]()
  }

  /** Never rejects: kafkajs would let all partitions suffer for it. */
  async #workOff(payload: EachBatchPayload): Promise<void> {
    try {
      const late = this.#opened === undefined
      await this.open()
      // Opening late went back in the topic for the memory: this batch comes again.
      if (late && this.#opened?.recent) return
      await this.#consume(payload, this.#opened!)
    } catch (error) {
      if (!this.#closing.signal.aborted) await this.#recover(error, payload).catch(() => undefined)
    }
  }

  async #consume({ batch, resolveOffset }: EachBatchPayload, opened: Opened<Events[In]>): Promise<void> {
    const { context, sliceLimits } = this.#tools
    const fresh = batch.messages.filter(({ offset }) => BigInt(offset) >= opened.writer.committedOffset)
    const done = batch.messages.slice(0, batch.messages.length - fresh.length)
    if (opened.recent) await recall(context.reader, done, opened.recent)
    const resolve = (offset: string) => {
      resolveOffset(offset)
      opened.next = BigInt(offset) + 1n
    }
    if (fresh.length === 0) resolve(batch.lastOffset())

    for (let next = 0; next < fresh.length;) {
      await this.#wait(this.#msUntilDue(fresh[next]!))
      const slice = nextSlice(fresh.slice(next), sliceLimits, context.now())
      const settled = await this.#settle(slice, opened)
      resolve(settled.offset)
      next = fresh.indexOf(settled) + 1
    }
  }

  /** Processes and commits the slice, or as much of it as an outage lets through. Returns the last record that is done. */
  async #settle(
    slice: readonly KafkaMessage[],
    { writer, recent }: Opened<Events[In]>,
  ): Promise<KafkaMessage> {
    const { context } = this.#tools
    let tried = slice
    for (;;) {
      this.#closing.signal.throwIfAborted()
      const last = tried.at(-1)!
      const nextOffset = BigInt(last.offset) + 1n
      try {
        const { routed, admitted } = await processBatch(context, tried, this.#input, recent)
        await writer.commit(routed, nextOffset)
        for (const [fingerprint, publishedAt] of admitted) recent?.add(fingerprint, publishedAt)
        return last
      } catch (error) {
        if (!isOutage(error)) throw error
        if (tried.length === 1 && this.#isToBlame(last, error)) {
          await writer.commit([routeFailed(context, { kind: 'retry', error }, last, this.#input)], nextOffset)
          return last
        }
        await this.#waitOut(error)
        // One record shows whether the outage is over.
        tried = slice.slice(0, 1)
      }
    }
  }

  #isToBlame({ offset }: KafkaMessage, error: PipelineError): boolean {
    const { circuits } = this.#tools
    if (!error.recordMayBeToBlame || error.dependency === undefined) return false
    return this.#loneOutages.blames(offset, circuits.of(error.dependency).recoveries)
  }

  /** Until the dependency's next probe. A little longer by chance, so that it is not always the same partition that probes. */
  async #waitOut(error: PipelineError): Promise<void> {
    const { context, circuits, outagePauseMs } = this.#tools
    context.log.debug({ err: error, ...this.#input }, 'waiting')
    const probeAt = error.dependency === undefined ? 0 : circuits.of(error.dependency).probeAt
    await this.#wait(Math.max(probeAt - context.now(), outagePauseMs) * (1 + Math.random() / 5))
  }

  async #recover(error: unknown, { heartbeat }: EachBatchPayload): Promise<void> {
    const { context, onFatal } = this.#tools
    if (isOutage(error)) return this.#waitOut(error)
    if (error instanceof PipelineError) onFatal(error)
    else context.log.warn({ err: error, ...this.#input }, 'transaction failed, reading again')
    await this.#close()
    await this.#wait(kafkaPauseMs)
    // Who is no longer a member must not fence the new owner.
    await heartbeat()
    await this.open()
  }

  #msUntilDue({ headers }: KafkaMessage): number {
    const { now, policy } = this.#tools.context
    return Math.min(notBefore(headers) - now(), longestWaitMs(policy))
  }

  async #wait(ms: number): Promise<void> {
    if (ms > 0) await sleep(ms, undefined, { signal: this.#closing.signal })
  }
}

function isOutage(error: unknown): error is PipelineError {
  return error instanceof PipelineError && error.disposition === 'outage'
}
