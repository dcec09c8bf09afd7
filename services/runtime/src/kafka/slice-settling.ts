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
import { processBatch } from './batch.ts'
import type { BatchContext, BatchOrigin } from './batch.ts'
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

export class SliceSettling<In extends EventName, Out extends EventName> {
  readonly #origin: Pick<BatchOrigin<Events[In]>, 'input' | 'assertOwned'>
  readonly #tools: SettlingTools<In, Out>
  readonly #closing: AbortSignal
  readonly #loneOutages = new LoneOutages()
  /** How many records are tried at once: one after an outage, and twice as many with each success. */
  #atOnce = Infinity
  /** What a commit that failed was to carry. */
  #unsure: { readonly records: readonly SettledRecord<Events[Out]>[]; readonly error: unknown } | undefined

  /** @param closing ends every wait, and begins nothing new */
  constructor(
    origin: Pick<BatchOrigin<Events[In]>, 'input' | 'assertOwned'>,
    tools: SettlingTools<In, Out>,
    closing: AbortSignal,
  ) {
    this.#origin = origin
    this.#tools = tools
    this.#closing = closing
  }

  /** Processes and commits the slice, or as much of it as an outage lets through. Returns the last record that is done. */
  async settle(slice: readonly KafkaMessage[], opened: OpenPartition<Events[In]>): Promise<KafkaMessage> {
    for (;;) {
      this.#closing.throwIfAborted()
      const tried = slice.slice(0, this.#atOnce)
      try {
        await this.#processAndCommit(tried, opened)
        this.#atOnce *= 2
        return tried.at(-1)!
      } catch (error) {
        if (!isOutage(error)) throw error
        if (tried.length === 1 && this.#isToBlame(tried[0]!, error)) {
          await this.#processAndCommit(tried, opened, error)
          return tried[0]!
        }
        await this.waitOut(error)
        // One record shows whether the outage is over; few then show whether one of them has brought it about.
        this.#atOnce = 1
      }
    }
  }

  /** Until the dependency's next probe. A little longer by chance, so that it is not always the same partition that probes. */
  async waitOut(error: PipelineError): Promise<void> {
    const { context, circuits, outagePauseMs } = this.#tools
    context.log.debug({ err: error, ...this.#origin.input }, 'waiting')
    const probeAt = error.dependency === undefined ? 0 : circuits.of(error.dependency).probeAt
    await this.wait(Math.max(probeAt - context.now(), outagePauseMs) * (1 + Math.random() / 5))
  }

  async wait(ms: number): Promise<void> {
    if (ms > 0) await sleep(ms, undefined, { signal: this.#closing })
  }

  async #processAndCommit(
    messages: readonly KafkaMessage[],
    { writer, recent }: OpenPartition<Events[In]>,
    blamed?: PipelineError,
  ): Promise<void> {
    const { context } = this.#tools
    const { topic } = this.#origin.input
    const startedAt = performance.now()
    const took = (error?: unknown) =>
      context.accounts.took(topic, (performance.now() - startedAt) / 1_000, error)
    try {
      const { settled, admitted } = await processBatch(context, messages, { ...this.#origin, recent }, blamed)
      await this.#commit(settled, writer)
      for (const [fingerprint, publishedAt] of admitted) recent?.add(fingerprint, publishedAt)
      took()
    } catch (error) {
      took(error)
      throw error
    }
  }

  async #commit(settled: readonly SettledRecord<Events[Out]>[], writer: PartitionWriter): Promise<void> {
    const { accounts } = this.#tools.context
    let done = 0
    try {
      for (const { records, nextOffset } of commitsOf(settled)) {
        await writer.commit(
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
