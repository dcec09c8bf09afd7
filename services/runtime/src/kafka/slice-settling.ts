/**
 * How a slice of a partition comes to its end: processed, committed, and tried again for as long as a dependency is down.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Events, EventName } from '@calltrail/schemas'
import type { KafkaMessage } from 'kafkajs'
import { PipelineError } from '../errors.ts'
import type { Circuits } from '../outage/circuits.ts'
import { LoneOutages } from '../outage/lone-outages.ts'
import { processBatch, routeFailed } from './batch.ts'
import type { BatchContext } from './batch.ts'
import type { InputPartition, PartitionWriter } from './partition-writer.ts'
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
  readonly #input: InputPartition
  readonly #tools: SettlingTools<In, Out>
  readonly #closing: AbortSignal
  readonly #loneOutages = new LoneOutages()

  /** @param closing ends every wait, and begins nothing new */
  constructor(input: InputPartition, tools: SettlingTools<In, Out>, closing: AbortSignal) {
    this.#input = input
    this.#tools = tools
    this.#closing = closing
  }

  /** Processes and commits the slice, or as much of it as an outage lets through. Returns the last record that is done. */
  async settle(
    slice: readonly KafkaMessage[],
    { writer, recent }: OpenPartition<Events[In]>,
  ): Promise<KafkaMessage> {
    const { context } = this.#tools
    let tried = slice
    for (;;) {
      this.#closing.throwIfAborted()
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
        await this.waitOut(error)
        // One record shows whether the outage is over.
        tried = slice.slice(0, 1)
      }
    }
  }

  /** Until the dependency's next probe. A little longer by chance, so that it is not always the same partition that probes. */
  async waitOut(error: PipelineError): Promise<void> {
    const { context, circuits, outagePauseMs } = this.#tools
    context.log.debug({ err: error, ...this.#input }, 'waiting')
    const probeAt = error.dependency === undefined ? 0 : circuits.of(error.dependency).probeAt
    await this.wait(Math.max(probeAt - context.now(), outagePauseMs) * (1 + Math.random() / 5))
  }

  async wait(ms: number): Promise<void> {
    if (ms > 0) await sleep(ms, undefined, { signal: this.#closing })
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
