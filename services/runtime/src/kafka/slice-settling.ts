/**
 * How a slice of a partition comes to its end: processed, committed, and tried again for as long as a dependency is down.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Events, EventName } from '@calltrail/schemas'
import type { KafkaMessage } from 'kafkajs'
import { PipelineError } from '../errors.ts'
import type { Circuits } from '../outage/circuits.ts'
import { LoneOutages } from '../outage/lone-outages.ts'
import type { SettledRecord } from './accounts.ts'
import { processBatch, readRecords } from './batch.ts'
import type { BatchContext, BatchOrigin, ReadRecord } from './batch.ts'
import { commitsOf } from './commits.ts'
import type { PartitionWriter } from './partition-writer.ts'
import type { RecentEvents } from './recent-events.ts'

export interface SettlingTools<In extends EventName, Out extends EventName> {
  readonly context: BatchContext<In, Out>
  readonly circuits: Circuits
  readonly outagePauseMs: number
}

export interface OpenPartition<Event> {
  readonly writer: PartitionWriter
  /** Only where copies are to be recognised. */
  readonly recent: RecentEvents<Event> | undefined
}

type Settled<Out extends EventName> = readonly SettledRecord<Events[Out]>[]

/** Records that were begun together, and are to be committed after those before them. */
export interface BegunSlice<In extends EventName, Out extends EventName> {
  readonly messages: readonly KafkaMessage[]
  /** Undefined while they could not be read. */
  records: readonly ReadRecord<Events[In]>[] | undefined
  /** What comes of all of them; undefined when they are to be tried in their turn only. */
  readonly first: Promise<Settled<Out>> | undefined
}

export class SliceSettling<In extends EventName, Out extends EventName> {
  readonly #origin: BatchOrigin
  readonly #tools: SettlingTools<In, Out>
  readonly #opened: OpenPartition<Events[In]>
  readonly #closing: AbortSignal
  readonly #loneOutages = new LoneOutages()
  /** How many records are tried at once: one after an outage, and twice as many with each success. */
  #atOnce = Infinity
  /** What a commit that failed was to carry. */
  #unsure: { readonly records: Settled<Out>; readonly error: unknown } | undefined

  /** @param closing ends every wait, and begins nothing new */
  constructor(
    origin: BatchOrigin,
    tools: SettlingTools<In, Out>,
    opened: OpenPartition<Events[In]>,
    closing: AbortSignal,
  ) {
    this.#origin = origin
    this.#tools = tools
    this.#opened = opened
    this.#closing = closing
  }

  /** Whether fewer records than these are tried at once, because there has just been an outage: nothing is begun ahead of its turn then. */
  isCarefulWith(records: number): boolean {
    return this.#atOnce < records
  }

  /** Begins with the records, which must come after those that were begun before. */
  async begin(messages: readonly KafkaMessage[]): Promise<BegunSlice<In, Out>> {
    try {
      const records = await this.#read(messages)
      if (this.isCarefulWith(messages.length)) return { messages, records, first: undefined }
      const first = this.#process(records)
      // Heard of in its turn.
      first.catch(() => undefined)
      return { messages, records, first }
    } catch (error) {
      if (isOutage(error)) return { messages, records: undefined, first: undefined }
      throw error
    }
  }

  /** Commits what comes of the slice, and tries again what an outage does not let through. The slices before it must be finished. */
  async finish(slice: BegunSlice<In, Out>): Promise<void> {
    let { first } = slice
    for (let done = 0; done < slice.messages.length;) {
      const count = first ? slice.messages.length : Math.min(this.#atOnce, slice.messages.length - done)
      const tried = async (blamed?: PipelineError) => {
        this.#closing.throwIfAborted()
        slice.records ??= await this.#read(slice.messages)
        return this.#process(slice.records.slice(done, done + count), blamed)
      }
      try {
        await this.#commit(await (first ?? tried()))
        this.#atOnce *= 2
        done += count
      } catch (error) {
        if (!isOutage(error)) throw error
        if (count === 1 && this.#isToBlame(slice.messages[done]!, error)) {
          await this.#commit(await tried(error))
          done += 1
        } else {
          await this.waitOut(error)
          // One record shows whether the outage is over; few then show whether one of them has brought it about.
          this.#atOnce = 1
        }
      }
      first = undefined
    }
  }

  /** The slice is not committed because one before it could not be. */
  async giveUp({ first }: BegunSlice<In, Out>, error: unknown): Promise<void> {
    const settled = await first?.catch(() => undefined)
    if (settled) this.#tools.context.accounts.again(settled, error)
  }

  /** Until the dependency's next probe. A little longer by chance, so that it is not always the same partition that probes. */
  async waitOut(error: PipelineError): Promise<void> {
    const { context, circuits, outagePauseMs } = this.#tools
    context.log.debug({ err: error, ...this.#origin.input }, 'waiting')
    const probeAt = error.dependency === undefined ? 0 : circuits.of(error.dependency).probeAt
    const pauseMs = Math.max(probeAt - context.now(), outagePauseMs) * (1 + Math.random() / 5)
    await sleep(pauseMs, undefined, { signal: this.#closing })
  }

  #read(messages: readonly KafkaMessage[]): Promise<ReadRecord<Events[In]>[]> {
    return readRecords(this.#tools.context.reader, messages, this.#opened.recent)
  }

  async #process(records: readonly ReadRecord<Events[In]>[], blamed?: PipelineError): Promise<Settled<Out>> {
    const { context } = this.#tools
    const { topic } = this.#origin.input
    const startedAt = performance.now()
    const took = (error?: unknown) =>
      context.accounts.took(topic, (performance.now() - startedAt) / 1_000, error)
    try {
      const settled = await processBatch(context, records, this.#origin, blamed)
      took()
      return settled
    } catch (error) {
      took(error)
      throw error
    }
  }

  async #commit(settled: Settled<Out>): Promise<void> {
    const { accounts } = this.#tools.context
    let done = 0
    try {
      for (const { records, nextOffset } of commitsOf(settled)) {
        await this.#opened.writer.commit(
          records.flatMap(({ routed }) => routed),
          nextOffset,
        )
        done += records.length
        accounts.committed(records)
      }
    } catch (error) {
      this.#unsure = { records: settled.slice(done), error }
      throw error
    }
  }

  /**
   * A commit may have succeeded although its answer was lost: only who opens the partition anew knows.
   * @param committedOffset the first offset that is not committed; undefined when nobody will know
   */
  ascertain(committedOffset: bigint | undefined): void {
    if (!this.#unsure) return
    const { records, error } = this.#unsure
    this.#unsure = undefined
    const isCommitted = ({ message }: (typeof records)[number]) =>
      committedOffset !== undefined && BigInt(message.offset) < committedOffset
    const { accounts } = this.#tools.context
    accounts.committed(records.filter(isCommitted))
    accounts.again(
      records.filter((record) => !isCommitted(record)),
      error,
    )
  }

  #isToBlame({ offset }: KafkaMessage, error: PipelineError): boolean {
    const { circuits } = this.#tools
    if (!error.recordMayBeToBlame || error.wasNotAsked || error.dependency === undefined) return false
    return this.#loneOutages.blames(offset, circuits.of(error.dependency).recoveries)
  }
}

export function isOutage(error: unknown): error is PipelineError {
  return error instanceof PipelineError && error.disposition === 'outage'
}
