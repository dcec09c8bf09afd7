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
 * answers at once, and hands nothing more to a client that retries for minutes. What an earlier process left behind is drained first.
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
  let draining = Promise.resolve()
  const drain = spoolDrain({
    publisher,
    spool,
    log,
    pauses,
    isAppending: () => appending > 0,
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
      const status = await Promise.race([publisher.publish(event, context), diverted.promise])
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

  function useSpool(): void {
    usesSpool = true
    for (const divert of diversions) divert()
    diversions.clear()
    draining = drainAndResume()
  }

  async function drainAndResume(): Promise<void> {
    do await drain.run()
    while (!stopping.signal.aborted && (appending > 0 || spool.depth().events > 0))
    if (!stopping.signal.aborted) usesSpool = false
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
