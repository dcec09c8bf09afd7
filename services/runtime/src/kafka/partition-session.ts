/**
 * One input partition while it is assigned to this process: its writer, what it remembers, and the batch that is being worked on.
 */
import type { Events, EventName } from '@calltrail/schemas'
import { ExponentialBackoff } from 'cockatiel'
import type { IBackoff } from 'cockatiel'
import type { EachBatchPayload, KafkaMessage } from 'kafkajs'
import pTimeout from 'p-timeout'
import { PipelineError } from '../errors.ts'
import { recall } from './batch.ts'
import { notBefore } from './failure-headers.ts'
import { PartitionLost } from './handler.ts'
import { nextSlice } from './next-slice.ts'
import type { SliceLimits } from './next-slice.ts'
import type { InputPartition, PartitionWriter } from './partition-writer.ts'
import { RecentEvents, waitingSince } from './recent-events.ts'
import { isOutage, SliceSettling } from './slice-settling.ts'
import type { OpenPartition, SettlingTools } from './slice-settling.ts'

export interface SessionTools<In extends EventName, Out extends EventName> extends SettlingTools<In, Out> {
  readonly sliceLimits: SliceLimits
  /** Opens the partition's writer, which fences its former owner. */
  readonly openWriter: (input: InputPartition) => Promise<PartitionWriter>
  /** The first offset whose record is not older than `time` (epoch milliseconds). */
  readonly offsetAt: (input: InputPartition, time: number) => Promise<bigint>
  /** Makes the consumer read on at `offset`. */
  readonly seek: (input: InputPartition, offset: bigint) => void
  /** Whether the group has heard of this process so lately that it cannot have given its partitions away. */
  readonly isMember: () => boolean
  readonly onFatal: (error: unknown) => void
}

interface Opened<Event> extends OpenPartition<Event> {
  /** Where the consumer must read on. */
  next: bigint
}

/** How long the consumer waits for a batch: kafkajs fetches nothing, for no partition, until every batch of a fetch was returned from. */
const asideAfterMs = 100
/** Before a partition is read again whose transaction failed. */
const kafkaPauses = new ExponentialBackoff({ initialDelay: 500, maxDelay: 30_000 })
/** How long a slice that is under way may take to its end when the session is closed: a process has little more than that to stop. */
const finishMs = 4_000
/** And how long a connection may take to be closed. */
const closeMs = 1_000

export class PartitionSession<In extends EventName, Out extends EventName> implements AsyncDisposable {
  readonly #input: InputPartition
  readonly #tools: SessionTools<In, Out>
  readonly #closing = new AbortController()
  readonly #settling: SliceSettling<In, Out>
  #isRevoked = false
  #opening: Promise<void> | undefined
  #opened: Opened<Events[In]> | undefined
  #work: Promise<void> | undefined
  #kafkaPause: IBackoff<unknown> | undefined

  constructor(input: InputPartition, tools: SessionTools<In, Out>) {
    this.#input = input
    this.#tools = tools
    const assertOwned = () => {
      if (this.#isRevoked || !tools.isMember()) throw new PartitionLost()
    }
    this.#settling = new SliceSettling({ input, assertOwned }, tools, this.#closing.signal)
  }

  /** Takes the partition over: opens its writer, and goes back in the topic as far as copies are to be recognised. */
  open(): Promise<void> {
    this.#opening ??= this.#takeOver().finally(() => (this.#opening = undefined))
    return this.#opening
  }

  /** After a rebalance that left the partition here the consumer begins where kafkajs believes it was: only the session knows that. */
  rejoined(): void {
    if (this.#opened) this.#tools.seek(this.#input, this.#opened.next)
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
    const done = work.then(() => true)
    if (await pTimeout(done, { milliseconds: asideAfterMs, fallback: () => false })) return
    const resume = payload.pause()
    void work.then(() => this.#resume(resume))
  }

  /** The partition has gone to another process: nothing more may be written for it. */
  revoke(): Promise<void> {
    this.#isRevoked = true
    return this[Symbol.asyncDispose]()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort()
    if (this.#work) await settledWithin(finishMs, this.#work)
    await this.#close()
  }

  async #takeOver(): Promise<void> {
    if (this.#opened) return
    const { context, openWriter, seek } = this.#tools
    const { copies } = context.stage
    await using cleanUpOnFailure = new AsyncDisposableStack()
    const writer = cleanUpOnFailure.use(await openWriter(this.#input))
    this.#settling.ascertain(writer.committedOffset)
    const recent = copies && !this.#isTier ? new RecentEvents(copies, context.now) : undefined
    const next = recent
      ? await this.#windowStart(writer.committedOffset, copies!.windowMs)
      : writer.committedOffset
    // Closed meanwhile: the partition is somebody else's.
    this.#closing.signal.throwIfAborted()
    seek(this.#input, next)
    this.#opened = { writer, recent, next }
    cleanUpOnFailure.move()
  }

  /** Where to read from to remember every event of which a copy may still come. */
  async #windowStart(committed: bigint, windowMs: number): Promise<bigint> {
    const offsetAt = (time: number) => this.#tools.offsetAt(this.#input, time)
    const since = await waitingSince(offsetAt, committed, this.#tools.context.now())
    const start = await offsetAt(Math.max(0, since - windowMs))
    return start < committed ? start : committed
  }

  async #close(): Promise<void> {
    if (this.#opening) await settledWithin(closeMs, this.#opening)
    if (this.#closing.signal.aborted) this.#settling.ascertain(undefined)
    const opened = this.#opened
    this.#opened = undefined
    // A connection that does not end politely ends with the process.
    if (opened) await settledWithin(closeMs, Promise.resolve(opened.writer[Symbol.asyncDispose]()))
  }

  /** Never rejects: kafkajs would let all partitions suffer for it. */
  async #workOff(payload: EachBatchPayload): Promise<void> {
    try {
      // One that was fetched before the session went elsewhere in the topic. What must be read comes with the next fetch.
      if (payload.isStale()) return
      if (this.#opened) await this.#consume(payload, this.#opened)
      else await this.open()
      this.#kafkaPause = undefined
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
      if (this.#isTier) await this.#settling.wait(this.#msUntilDue(fresh[next]!))
      const slice = nextSlice(fresh.slice(next), sliceLimits, this.#isTier ? context.now() : Infinity)
      const settled = await this.#settling.settle(slice, opened)
      resolve(settled.offset)
      next = fresh.indexOf(settled) + 1
    }
  }

  async #recover(error: unknown, { heartbeat }: EachBatchPayload): Promise<void> {
    const { context, onFatal } = this.#tools
    if (isOutage(error)) return this.#settling.waitOut(error)
    if (error instanceof PipelineError) onFatal(error)
    else context.fewLines.warn({ err: error, ...this.#input }, 'transaction failed, reading again')
    await this.#close()
    this.#kafkaPause = (this.#kafkaPause ?? kafkaPauses).next(undefined)
    await this.#settling.wait(this.#kafkaPause.duration)
    // Who is no longer a member must not fence the new owner.
    await heartbeat()
    await this.open()
  }

  /** A topic of retries or follow-ups. What is not one has records of strangers too, and their word on when they are due counts for nothing. */
  get #isTier(): boolean {
    return this.#input.topic !== this.#tools.context.stage.topics.input.name
  }

  #resume(resume: () => void): void {
    if (this.#closing.signal.aborted) return
    try {
      resume()
    } catch {
      // The consumer is just being started again, and begins without pauses.
    }
  }

  #msUntilDue({ headers }: KafkaMessage): number {
    const { now, longestWaitMs } = this.#tools.context
    return Math.min(notBefore(headers) - now(), longestWaitMs)
  }
}

async function settledWithin(milliseconds: number, work: Promise<unknown>): Promise<void> {
  const settled = work.catch(() => undefined)
  await pTimeout(settled, { milliseconds, fallback: () => undefined })
}
