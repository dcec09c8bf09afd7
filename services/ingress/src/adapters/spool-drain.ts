/**
 * Brings the spool to Kafka: one event to see whether Kafka is back, then ever larger batches, one at a time and in order.
 */
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'
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
  /** Ends it, between two batches. */
  readonly signal: AbortSignal
}

/** What one batch holds at most, so that it is one request to Kafka, and so that its own copies stay in order. */
export const maxDrainEvents = 500
// JSON is never shorter than Avro; key and headers come on top.
const maxDrainBytes = 500_000
const batchGrowth = 4

export interface SpoolDrain {
  /** Returns when nothing is left, or the signal is given. It never rejects. */
  run(): Promise<void>
  /** Of an event that did not go by the spool: the outage begins, unless it has. */
  kafkaRefused(error: unknown): void
  /** Of an event that did not go by the spool: the outage is over, if there was one. */
  kafkaTook(): void
}

export function spoolDrain(options: SpoolDrainOptions): SpoolDrain {
  const { publisher, spool, log, isAppending, signal } = options
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
    while (!signal.aborted) {
      try {
        const head = spool.head({ maxEvents, maxBytes: maxDrainBytes })
        if (head.length === 0 && isAppending()) {
          await nextTurn()
        } else if (head.length === 0) {
          if (drained > 0) {
            log.info({ events: drained }, 'the spool is drained: events go straight to Kafka again')
            isOutage = false
          } else {
            // Neither took an event, Kafka nor the spool: not so soon again.
            await pause()
          }
          break
        } else {
          drained += await publishAll(head)
          maxEvents = Math.min(maxEvents * batchGrowth, maxDrainEvents)
          pauses.reset()
        }
      } catch (error) {
        kafkaRefused(error)
        maxEvents = 1
        await pause()
      }
    }
  }

  /** Removes what Kafka took, up to the first event that it did not take. */
  async function publishAll(head: readonly SpooledEvent[]): Promise<number> {
    const results = await Promise.allSettled(
      head.map(({ event, context }) => publisher.publish(event, context)),
    )
    const taken: SpooledEvent[] = []
    try {
      for (const [index, result] of results.entries()) {
        if (result.status === 'fulfilled') taken.push(head[index]!)
        else if (result.reason instanceof EventNotTaken) throw result.reason
        else setAside(head[index]!, result.reason)
      }
    } finally {
      spool.remove(taken)
    }
    return head.length
  }

  /** An event that can never be published must not hold up the others. */
  function setAside(entry: SpooledEvent, error: unknown): void {
    const { eventId } = entry.event
    // Its message may quote the event, and with it a phone number: that stays in the spool.
    const { name, message } = error instanceof Error ? error : new Error(String(error))
    spool.setAside(entry, `${name}: ${message}`)
    log.error({ eventId, error: name }, 'event cannot be published: it is kept aside in the spool')
  }

  async function pause(): Promise<void> {
    await sleep(pauses.nextMs(), undefined, { signal }).catch(() => {})
  }

  return { run, kafkaRefused, kafkaTook }
}
