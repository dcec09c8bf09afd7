/**
 * Brings the spool to Kafka: one event to see whether Kafka is back, then ever larger batches, one at a time and in order.
 */
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'
import { PipelineError } from '@calltrail/runtime'
import type { Logger } from 'pino'
import { EventNotTaken } from '../ports/event-publisher.ts'
import type { EventPublisher } from '../ports/event-publisher.ts'
import type { EventSpool, SpooledEvent } from '../ports/event-spool.ts'
import { growingPauses } from './growing-pauses.ts'
import type { PauseSettings } from './growing-pauses.ts'

export interface SpoolDrainOptions {
  readonly publisher: EventPublisher
  readonly spool: EventSpool
  readonly log: Pick<Logger, 'info' | 'warn' | 'error'>
  readonly pauses: PauseSettings
  /** Whether events are on their way into the spool. */
  readonly isAppending: () => boolean
  /** Events go to Kafka again once it has `rest`, which is all that the spool holds; until then they wait. When it fails they go to the spool. */
  readonly resumeAfter: (rest: Promise<unknown>) => void
  /** Ends it, between two batches. */
  readonly signal: AbortSignal
}

/** What one batch holds at most, so that it is one request to Kafka, and so that its own copies stay in order. */
export const maxDrainEvents = 500
// JSON is never shorter than Avro; key and headers come on top.
const maxDrainBytes = 500_000
const batchGrowth = 4

export interface SpoolDrain {
  /** Resolves once the spool is left, or the signal is given. It never rejects. */
  run(): Promise<void>
  /** Of an event that did not go by the spool: the outage begins, unless it has. */
  kafkaRefused(error: unknown): void
  /** Of an event that did not go by the spool: the outage is over, if there was one. */
  kafkaTook(): void
}

export function spoolDrain(options: SpoolDrainOptions): SpoolDrain {
  const { publisher, spool, log, isAppending, resumeAfter, signal } = options
  const pauses = growingPauses(options.pauses)
  let isOutage = false

  function kafkaRefused(error: unknown): void {
    if (!isOutage) log.warn({ err: error }, 'Kafka does not take events: they go to the spool')
    isOutage = true
  }

  function kafkaTook(): void {
    if (isOutage) log.info('Kafka takes events again')
    isOutage = false
    pauses.reset()
  }

  async function run(): Promise<void> {
    let drained = 0
    let maxEvents = 1
    // Whether it may be trusted with events whose callers wait.
    let kafkaIsBack = false
    while (!signal.aborted) {
      try {
        const { events, bytes } = spool.depth()
        if (kafkaIsBack && events <= maxEvents && bytes <= maxDrainBytes) {
          // While the door is open, some events always come during a batch, and there is no last one.
          const rest = publishRest()
          resumeAfter(rest)
          return resumed(drained + (await rest))
        }
        const head = spool.head({ maxEvents, maxBytes: maxDrainBytes })
        if (head.length > 0) {
          drained += await publishAll(head)
          kafkaIsBack = true
          maxEvents = Math.min(maxEvents * batchGrowth, maxDrainEvents)
          pauses.reset()
        } else if (isAppending()) {
          await nextTurn()
        } else {
          // Neither took an event, Kafka nor the spool: not so soon again.
          await pause()
          kafkaIsBack = true
        }
      } catch (error) {
        if (signal.aborted) return
        if (error instanceof EventNotTaken) kafkaRefused(error)
        else log.error({ err: error }, 'the spool cannot be drained')
        kafkaIsBack = false
        maxEvents = 1
        await pause()
      }
    }
  }

  /** One batch, and what was already on its way into the spool. */
  async function publishRest(): Promise<number> {
    while (isAppending()) await nextTurn()
    let published = 0
    for (;;) {
      const head = spool.head({ maxEvents: maxDrainEvents, maxBytes: maxDrainBytes })
      if (head.length === 0) return published
      published += await publishAll(head)
    }
  }

  function resumed(drained: number): void {
    if (drained === 0) return
    log.info({ events: drained }, 'the spool is drained: events go straight to Kafka again')
    isOutage = false
    pauses.reset()
  }

  /** Removes what is settled, up to the first event that Kafka did not take. */
  async function publishAll(head: readonly SpooledEvent[]): Promise<number> {
    const results = await Promise.allSettled(
      // Another ingress may not have waited for Kafka.
      head.map(({ event, context }) => publisher.publish(event, { ...context, isLate: true })),
    )
    const settled: SpooledEvent[] = []
    try {
      for (const [index, result] of results.entries()) {
        if (result.status === 'rejected') {
          if (result.reason instanceof EventNotTaken) throw result.reason
          setAside(head[index]!, result.reason)
        }
        settled.push(head[index]!)
      }
    } finally {
      spool.remove(settled)
    }
    return settled.length
  }

  /** An event that cannot be published must not hold up the others. */
  function setAside(entry: SpooledEvent, error: unknown): void {
    spool.setAside(entry)
    const { eventId } = entry.event
    // Not its message: that may quote the event, and with it a phone number.
    const { name } = error instanceof Error ? error : new Error()
    const code = error instanceof PipelineError ? error.code : undefined
    log.error({ eventId, error: name, code }, 'event cannot be published: it is set aside in the spool')
  }

  async function pause(): Promise<void> {
    await sleep(pauses.nextMs(), undefined, { signal }).catch(() => {})
  }

  return { run, kafkaRefused, kafkaTook }
}
