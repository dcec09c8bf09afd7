/**
 * One record, from its bytes to the moment at which its offset may be committed.
 */
import { UndecodableValue } from '@calltrail/schemas'
import type { EventDecoder } from '@calltrail/schemas'
import { ConsumerStopped } from './failure.ts'
import type { Decision, Failure, Hooks } from './failure.ts'
import { withinProcessSpan } from './process-span.ts'
import type { EventRecord } from './record.ts'
import { RegistryUnavailable } from './schema-lookup.ts'
import type { SeenEvents } from './seen-events.ts'

/** What a record needs to be settled. */
export interface Settling<Event> {
  readonly identity: (event: Event) => { readonly eventId: string; readonly revision: number }
  readonly decoder: EventDecoder<Event>
  readonly seen: SeenEvents
  /** Runs the works of one event one after the other, whichever partitions its records came from. */
  readonly inTurn: <T>(eventId: string, work: () => Promise<T>) => Promise<T>
  readonly hooks: Hooks<Event>
  readonly groupId: string
  /** The consumer is being stopped, or its group goes on without it. */
  readonly stopping: AbortSignal
  /** Waits so many milliseconds, or until `stopping`. */
  wait(ms: number, stopping: AbortSignal): Promise<void>
}

/**
 * @returns whether the record is done with: handled, dropped or skipped. It may not be when `stopping` was aborted meanwhile.
 * @throws {ConsumerStopped} when it may not be passed
 */
export async function settleRecord<Event>(record: EventRecord, settling: Settling<Event>): Promise<boolean> {
  const { hooks, stopping, wait } = settling
  let attempt = 0
  let longestPauseMs = 0
  for (let tries = 0; !stopping.aborted; await wait(pauseMs(tries++, longestPauseMs), stopping)) {
    try {
      return await handle(record, settling)
    } catch (thrown) {
      const error = thrown instanceof Error ? thrown : new Error(String(thrown))
      if (error instanceof RegistryUnavailable) {
        tellWaiting(error, record, hooks)
        longestPauseMs = 5_000
        continue
      }
      longestPauseMs = 30_000
      const kind = error instanceof UndecodableValue ? 'undecodable' : 'handler'
      const failure: Failure = { kind, record, error, attempt: ++attempt }
      const decision = await decided(failure, hooks)
      if (decision === 'stop') throw new ConsumerStopped(failure)
      if (decision === 'skip') return true
    }
  }
  return false
}

/** @returns whether the record is done with */
async function handle<Event>(record: EventRecord, settling: Settling<Event>): Promise<boolean> {
  const { identity, decoder, seen, inTurn, hooks, groupId, stopping } = settling
  const event = await decoder.decode(record.value)
  const { eventId, revision } = identity(event)
  // Revisions may be in several partitions: one that came between the question and the answer would be overtaken by an older one.
  return inTurn(eventId, async () => {
    const known = await seen.revisionOf(eventId)
    // It may have waited long for its turn, and be another member's by now.
    if (stopping.aborted) return false
    if (known !== undefined && revision <= known) {
      hooks.onDropped?.(event, record, revision === known ? 'copy' : 'older')
      return true
    }
    await withinProcessSpan(record, groupId, () => hooks.onEvent(event, record))
    await seen.remember(eventId, revision)
    return true
  })
}

async function decided<Event>(failure: Failure, hooks: Hooks<Event>): Promise<Decision> {
  if (!hooks.onError) return 'stop'
  try {
    return await hooks.onError(failure)
  } catch (cause) {
    const error = new Error(`onError has thrown about: ${failure.error.message}`, { cause })
    throw new ConsumerStopped({ ...failure, error })
  }
}

function tellWaiting<Event>(outage: Error, record: EventRecord, hooks: Hooks<Event>): void {
  try {
    hooks.onWaiting?.(outage, record)
  } catch (cause) {
    const error = new Error(`onWaiting has thrown about: ${outage.message}`, { cause })
    throw new ConsumerStopped({ kind: 'handler', record, error, attempt: 1 })
  }
}

function pauseMs(tries: number, longestMs: number): number {
  return Math.min(100 * 2 ** tries, longestMs)
}
