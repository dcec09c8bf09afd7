/**
 * One input partition while it is assigned to this process: its writer, what it remembers, and its records that are being worked on.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Events, EventName } from '@calltrail/schemas'
import { ExponentialBackoff } from 'cockatiel'
import type { IBackoff } from 'cockatiel'
import type { EachBatchPayload } from 'kafkajs'
import pTimeout from 'p-timeout'
import { PipelineError } from '../errors.ts'
import { PartitionLost } from './handler.ts'
import { refusalIn } from './refusal.ts'
import { PartitionWork } from './partition-work.ts'
import type { WorkTools } from './partition-work.ts'
import type { InputPartition, PartitionWriter } from './partition-writer.ts'
import { RecentEvents, waitingSince } from './recent-events.ts'
import type { OpenPartition, SliceSettling } from './slice-settling.ts'

export interface SessionTools<In extends EventName, Out extends EventName> extends WorkTools<In, Out> {
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

interface Opened<In extends EventName, Out extends EventName> extends OpenPartition<Events[In]> {
  readonly work: PartitionWork<In, Out>
  /** The first offset that was not committed when it was opened. */
  readonly from: bigint
  /** Where the consumer must read on. */
  next: bigint
}

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
  #isRevoked = false
  #opening: Promise<void> | undefined
  #opened: Opened<In, Out> | undefined
  /** After a failure, until the partition may be opened again. */
  #isRecovering = false
  /** That of a writer that failed: what became of its last commit is known once the partition is opened again. */
  #unsure: SliceSettling<In, Out> | undefined
  #kafkaPause: IBackoff<unknown> | undefined
  /** Undoes the pause of the partition. */
  #resume: (() => void) | undefined

  constructor(input: InputPartition, tools: SessionTools<In, Out>) {
    this.#input = input
    this.#tools = tools
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
   * Takes what was fetched, and returns at once: kafkajs fetches nothing, for no partition, until every batch of a fetch was returned from.
   * What cannot be taken now is fetched again when it can: until then the partition is paused.
   */
  take(payload: EachBatchPayload): void {
    if (this.#closing.signal.aborted) return void payload.pause()
    if (!this.#opened || this.#opened.work.isFull) {
      this.#hold(payload)
      if (!this.#opened && !this.#isRecovering) void this.#openAside()
      return
    }
    // One that was fetched before the session went elsewhere in the topic.
    if (payload.isStale()) return
    const { batch, resolveOffset } = payload
    this.#opened.work.add(batch.messages)
    // kafkajs knows what comes after the last message that it shows.
    resolveOffset(batch.messages.at(-1)?.offset ?? batch.lastOffset())
    this.#opened.next = BigInt(batch.lastOffset()) + 1n
    if (this.#opened.work.isFull) this.#hold(payload)
  }

  /** The partition has gone to another process: nothing more may be written for it. */
  revoke(): Promise<void> {
    this.#isRevoked = true
    return this[Symbol.asyncDispose]()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort()
    if (this.#opened) await settledWithin(finishMs, this.#opened.work.idle())
    if (this.#opening) await settledWithin(closeMs, this.#opening)
    await this.#close()
    this.#unsure?.ascertain(undefined)
  }

  async #takeOver(): Promise<void> {
    if (this.#opened) return
    const { context, openWriter, seek } = this.#tools
    const { copies } = context.stage
    await using cleanUpOnFailure = new AsyncDisposableStack()
    const writer = cleanUpOnFailure.use(await openWriter(this.#input))
    this.#unsure?.ascertain(writer.committedOffset)
    this.#unsure = undefined
    const isMain = this.#input.topic === context.stage.topics.input.name
    const recent = copies && isMain ? new RecentEvents(copies, context.now) : undefined
    const next = recent
      ? await this.#windowStart(writer.committedOffset, copies!.windowMs)
      : writer.committedOffset
    // Closed meanwhile: the partition is somebody else's.
    this.#closing.signal.throwIfAborted()
    seek(this.#input, next)
    const work = this.#workOn({ writer, recent })
    this.#opened = { writer, recent, from: writer.committedOffset, next, work }
    cleanUpOnFailure.move()
  }

  #workOn(opened: OpenPartition<Events[In]>): PartitionWork<In, Out> {
    const assertOwned = () => {
      if (this.#isRevoked || !this.#tools.isMember()) throw new PartitionLost()
    }
    const onRoom = () => this.#release()
    const onFailed = (error: unknown) => void this.#recover(error)
    const origin = { input: this.#input, assertOwned }
    return new PartitionWork(origin, this.#tools, opened, { onRoom, onFailed }, this.#closing.signal)
  }

  /** Where to read from to remember every event of which a copy may still come. */
  async #windowStart(committed: bigint, windowMs: number): Promise<bigint> {
    const offsetAt = (time: number) => this.#tools.offsetAt(this.#input, time)
    const since = await waitingSince(offsetAt, committed, this.#tools.context.now())
    const start = await offsetAt(Math.max(0, since - windowMs))
    return start < committed ? start : committed
  }

  async #close(): Promise<void> {
    const opened = this.#opened
    this.#opened = undefined
    if (!opened) return
    this.#unsure = opened.work.settling
    // A connection that does not end politely ends with the process.
    await settledWithin(closeMs, Promise.resolve(opened.writer[Symbol.asyncDispose]()))
  }

  /** Never rejects. */
  async #openAside(): Promise<void> {
    try {
      await this.open()
      this.#release()
    } catch (error) {
      if (!this.#closing.signal.aborted) await this.#recover(error)
    }
  }

  /**
   * Throws the writer away. The consumer is made to read again what was not committed, and the partition is opened with what it fetches
   * then: before that it has to hear from its group, so that who is no longer a member does not fence the new owner. Never rejects.
   */
  async #recover(error: unknown): Promise<void> {
    if (this.#isRecovering) return
    this.#isRecovering = true
    const { context, onFatal, seek } = this.#tools
    if (error instanceof PipelineError || refusalIn(error)) onFatal(error)
    else context.fewLines.warn({ err: error, ...this.#input }, 'transaction failed, reading again')
    const opened = this.#opened
    await opened?.work.idle()
    await this.#close()
    const hasCommitted = opened && opened.writer.committedOffset > opened.from
    this.#kafkaPause = ((!hasCommitted && this.#kafkaPause) || kafkaPauses).next(undefined)
    try {
      await sleep(this.#kafkaPause.duration, undefined, { signal: this.#closing.signal })
    } catch {
      return
    }
    this.#isRecovering = false
    if (opened) seek(this.#input, opened.writer.committedOffset)
    this.#release()
  }

  #hold(payload: EachBatchPayload): void {
    this.#resume = payload.pause()
  }

  #release(): void {
    const resume = this.#resume
    this.#resume = undefined
    if (this.#closing.signal.aborted) return
    try {
      resume?.()
    } catch {
      // The consumer is just being started again, and begins without pauses.
    }
  }
}

async function settledWithin(milliseconds: number, work: Promise<unknown>): Promise<void> {
  const settled = work.catch(() => undefined)
  await pTimeout(settled, { milliseconds, fallback: () => undefined })
}
