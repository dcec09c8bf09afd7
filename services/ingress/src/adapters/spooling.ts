/**
 * Kafka first, the spool when Kafka does not take an event.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { CallEnded } from '@calltrail/schemas'
import type { Logger } from 'pino'
import { EventNotTaken } from '../ports/event-publisher.ts'
import type { EventPublisher, PublishContext, PublishStatus } from '../ports/event-publisher.ts'
import type { EventSpool } from '../ports/event-spool.ts'
import type { PauseSettings } from './growing-pauses.ts'
import { spoolDrain } from './spool-drain.ts'

export interface SpoolingOptions {
  /** The caller disposes it, after the publisher. */
  readonly spool: EventSpool
  readonly log: Pick<Logger, 'info' | 'warn' | 'error'>
  readonly pauses?: PauseSettings
}

const defaultPauses: PauseSettings = { firstPauseMs: 250, maxPauseMs: 10_000 }
const stopGraceMs = 1_000

/**
 * From the first event that `publisher` does not take until the spool is drained, all events go to the spool: that keeps their order,
 * answers at once, and hands nothing more to a client that retries for minutes. Only those that come during the last batch of a drain
 * wait in memory for its end, and go straight to Kafka then. What an earlier process left behind is drained first.
 * `publisher` must settle, and take events that come in one turn in their order. Disposing leaves what is not drained for the next start.
 */
export function withSpool(
  publisher: EventPublisher,
  { spool, log, pauses = defaultPauses }: SpoolingOptions,
): EventPublisher & AsyncDisposable {
  // Of each event under way to Kafka, how it goes to the spool instead; oldest first.
  const diversions = new Set<() => void>()
  const stopping = new AbortController()
  let appending = 0
  let usesSpool = false
  // What an event waits for before it goes to Kafka: the last of those that had to wait on the disk.
  let turn: Promise<unknown> = Promise.resolve()
  let draining = Promise.resolve()
  const drain = spoolDrain({
    publisher,
    spool,
    log,
    pauses,
    isAppending: () => appending > 0,
    resumeAfter,
    signal: stopping.signal,
  })

  async function append(event: CallEnded, context: PublishContext): Promise<'spooled'> {
    appending += 1
    try {
      await spool.append(event, context)
      return 'spooled'
    } finally {
      appending -= 1
    }
  }

  async function publishOrDivert(event: CallEnded, context: PublishContext): Promise<PublishStatus> {
    const diverted = Promise.withResolvers<PublishStatus>()
    const divert = () => diverted.resolve(append(event, context))
    diversions.add(divert)
    try {
      const published = turn.then(() => publisher.publish(event, context))
      const status = await Promise.race([published, diverted.promise])
      // Of one that was diverted meanwhile it is the answer to an old question.
      if (diversions.has(divert)) drain.kafkaTook()
      return status
    } catch (error) {
      if (!(error instanceof EventNotTaken)) throw error
      if (diversions.has(divert)) {
        drain.kafkaRefused(error)
        useSpool()
      }
      return await diverted.promise
    } finally {
      diversions.delete(divert)
    }
  }

  function divertAll(): void {
    usesSpool = true
    for (const divert of diversions) divert()
    diversions.clear()
  }

  function useSpool(): void {
    divertAll()
    draining = drain.run()
  }

  function resumeAfter(rest: Promise<unknown>): void {
    usesSpool = false
    turn = rest.catch((cause: unknown) => {
      divertAll()
      throw new EventNotTaken('the events before it were not taken', { cause })
    })
    // It may be that nothing waits for it.
    turn.catch(() => {})
  }

  if (spool.depth().events > 0) {
    log.info(spool.depth(), 'the spool holds events of an earlier run: they go first')
    useSpool()
  }

  return {
    publish: (event, context) => (usesSpool ? append(event, context) : publishOrDivert(event, context)),
    async [Symbol.asyncDispose]() {
      stopping.abort()
      // A batch that Kafka takes in time needs no second sending after the next start.
      const graceOver = new AbortController()
      await Promise.race([
        draining,
        sleep(stopGraceMs, undefined, { signal: graceOver.signal }).catch(() => {}),
      ])
      graceOver.abort()
    },
  }
}
