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
  readonly hooks: Hooks<Event>
  readonly groupId: string
  /** The consumer is being stopped. */
  readonly stopping: AbortSignal
  /** Waits so many milliseconds, or until the consumer is being stopped. */
  wait(ms: number): Promise<void>
}

/**
 * @returns whether the record is done with: handled, dropped or skipped. It is not when the consumer was stopped meanwhile.
 * @throws {ConsumerStopped} when it may not be passed
 */
export async function settleRecord<Event>(record: EventRecord, settling: Settling<Event>): Promise<boolean> {
  const { hooks, stopping, wait } = settling
  let attempt = 0
  for (let tries = 0; !stopping.aborted; await wait(pauseMs(tries++))) {
    try {
      await handle(record, settling)
      return true
    } catch (thrown) {
      const error = thrown instanceof Error ? thrown : new Error(String(thrown))
      if (error instanceof RegistryUnavailable) {
        hooks.onWaiting?.(error, record)
        continue
      }
      const kind = error instanceof UndecodableValue ? 'undecodable' : 'handler'
      const failure: Failure = { kind, record, error, attempt: ++attempt }
      const decision = await decided(failure, hooks)
      if (decision === 'stop') throw new ConsumerStopped(failure)
      if (decision === 'skip') return true
    }
  }
  return false
}

async function handle<Event>(
  record: EventRecord,
  { identity, decoder, seen, hooks, groupId }: Settling<Event>,
): Promise<void> {
  const event = await decoder.decode(record.value)
  const { eventId, revision } = identity(event)
  const known = await seen.revisionOf(eventId)
  if (known !== undefined && revision <= known)
    return hooks.onDropped?.(event, record, revision === known ? 'copy' : 'older')
  await withinProcessSpan(record, groupId, () => hooks.onEvent(event, record))
  await seen.remember(eventId, revision)
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

function pauseMs(tries: number): number {
  return Math.min(100 * 2 ** tries, 30_000)
}
