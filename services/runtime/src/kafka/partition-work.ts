/**
 * The records of one input partition between being fetched and being committed. They are begun as they come, several slices at once, and
 * committed in their order.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Events, EventName } from '@calltrail/schemas'
import type { KafkaMessage } from 'kafkajs'
import { readRecords } from './batch.ts'
import type { BatchOrigin } from './batch.ts'
import { notBefore } from './failure-headers.ts'
import { nextSlice } from './next-slice.ts'
import type { SliceLimits } from './next-slice.ts'
import { isOutage, SliceSettling } from './slice-settling.ts'
import type { BegunSlice, OpenPartition, SettlingTools } from './slice-settling.ts'

export interface WorkTools<In extends EventName, Out extends EventName> extends SettlingTools<In, Out> {
  readonly sliceLimits: SliceLimits
}

export interface WorkEvents {
  /** Called when more records can be taken, after there was no room. */
  readonly onRoom: () => void
  /** Called once, with what was thrown: nothing more is done then. Never called once the work is closed. */
  readonly onFailed: (error: unknown) => void
}

/** That are under way at once. Each is a transaction, and few records are worth one of their own. */
const mostSlices = 4

export class PartitionWork<In extends EventName, Out extends EventName> {
  readonly settling: SliceSettling<In, Out>
  readonly #tools: WorkTools<In, Out>
  readonly #opened: OpenPartition<Events[In]>
  readonly #isTier: boolean
  readonly #events: WorkEvents
  readonly #ending: AbortSignal
  readonly #ended = new AbortController()
  /** Why a slice could not be committed. None after it is, then: its records are to be read again. */
  #failure: { readonly error: unknown } | undefined
  /** Replaced, never changed: what is read of it while more comes stays what it was. */
  #waiting: readonly KafkaMessage[] = []
  /** Slices that are begun, and of each when it is committed. */
  readonly #underWay = new Map<BegunSlice<In, Out>, Promise<void>>()
  readonly #keysUnderWay = new Set<string>()
  #last = Promise.resolve()
  #loop: Promise<void> | undefined

  /** @param closing ends every wait, and begins nothing new */
  constructor(
    origin: BatchOrigin,
    tools: WorkTools<In, Out>,
    opened: OpenPartition<Events[In]>,
    events: WorkEvents,
    closing: AbortSignal,
  ) {
    this.#tools = tools
    this.#opened = opened
    this.#events = events
    // What is not an input topic of retries or follow-ups has records of strangers too, whose word on when they are due counts for nothing.
    this.#isTier = origin.input.topic !== tools.context.stage.topics.input.name
    this.#ending = AbortSignal.any([closing, this.#ended.signal])
    this.settling = new SliceSettling(origin, tools, opened, this.#ending)
  }

  /** Whether there is enough to do for now. */
  get isFull(): boolean {
    return this.#waiting.length >= this.#tools.sliceLimits.records
  }

  /** @param messages in the order of the partition, after those that were added before */
  add(messages: readonly KafkaMessage[]): void {
    this.#waiting = [...this.#waiting, ...messages]
    this.#loop ??= this.#run()
  }

  /** Resolves when what was begun is finished, one way or another. */
  async idle(): Promise<void> {
    await this.#loop
    await Promise.allSettled(this.#underWay.values())
  }

  /** Never rejects. */
  async #run(): Promise<void> {
    try {
      while (this.#waiting.length > 0 && !this.#ending.aborted) await this.#step()
    } catch (error) {
      this.#fail(error)
    } finally {
      // Not a moment later: what is added from now on begins another one.
      this.#loop = undefined
    }
  }

  /** Something waits. */
  async #step(): Promise<void> {
    const { context, sliceLimits } = this.#tools
    const done = this.#alreadyDone()
    // What came meanwhile is looked at in the next step: it may be done as well.
    if (done.length > 0) return this.#recall(done)
    if (this.#isTier) await this.#untilDue(this.#waiting[0]!)
    const slice = nextSlice(this.#waiting, sliceLimits, this.#isTier ? context.now() : Infinity)
    if (this.#mustWait(slice)) return Promise.race(this.#underWay.values())
    this.#remove(slice.length)
    await this.#begin(slice)
  }

  async #begin(messages: readonly KafkaMessage[]): Promise<void> {
    const keys = messages.map(keyOf)
    for (const key of keys) this.#keysUnderWay.add(key)
    const slice = await this.settling.begin(messages)
    this.#last = this.#last.then(() => this.#finish(slice, keys))
    this.#underWay.set(slice, this.#last)
  }

  /** Never rejects. */
  async #finish(slice: BegunSlice<In, Out>, keys: readonly string[]): Promise<void> {
    try {
      if (this.#failure) await this.settling.giveUp(slice, this.#failure.error)
      else await this.settling.finish(slice)
    } catch (error) {
      this.#fail(error)
    } finally {
      this.#underWay.delete(slice)
      for (const key of keys) this.#keysUnderWay.delete(key)
    }
  }

  /**
   * Records of one key are never under way at the same time: they concern one contact, or one conversation, and are to be written in
   * their order, without being in each other's way.
   */
  #mustWait(slice: readonly KafkaMessage[]): boolean {
    if (this.#underWay.size === 0) return false
    return (
      this.#underWay.size >= mostSlices ||
      this.settling.isCarefulWith(slice.length) ||
      slice.some((message) => this.#keysUnderWay.has(keyOf(message)))
    )
  }

  /** Records that a former owner has done. They are read once more because copies of them may come. */
  #alreadyDone(): readonly KafkaMessage[] {
    const { committedOffset } = this.#opened.writer
    const fresh = this.#waiting.findIndex(({ offset }) => BigInt(offset) >= committedOffset)
    return fresh < 0 ? this.#waiting : this.#waiting.slice(0, fresh)
  }

  async #recall(done: readonly KafkaMessage[]): Promise<void> {
    const { recent } = this.#opened
    try {
      if (recent) await readRecords(this.#tools.context.reader, done, recent)
    } catch (error) {
      if (!isOutage(error)) throw error
      return this.settling.waitOut(error)
    }
    this.#remove(done.length)
  }

  #remove(count: number): void {
    const wasFull = this.isFull
    this.#waiting = this.#waiting.slice(count)
    if (wasFull && !this.isFull) this.#events.onRoom()
  }

  async #untilDue({ headers }: KafkaMessage): Promise<void> {
    const { now, longestWaitMs } = this.#tools.context
    const waitMs = Math.min(notBefore(headers) - now(), longestWaitMs)
    if (waitMs > 0) await sleep(waitMs, undefined, { signal: this.#ending })
  }

  #fail(error: unknown): void {
    this.#failure ??= { error }
    if (this.#ending.aborted) return
    this.#ended.abort()
    this.#events.onFailed(error)
  }
}

function keyOf({ key }: KafkaMessage): string {
  return key?.toString('latin1') ?? ''
}
