import { callsEnded } from '@calltrail/schemas'
import type { CallEnded } from '@calltrail/schemas'
import { endedCall } from '../../kit/calls.ts'
import { openOwnStack } from '../../kit/own-stack.ts'
import type { OwnStack } from '../../kit/own-stack.ts'
import { produceBacklog } from './backlog.ts'
import type { Caller } from './callers.ts'

/** Ended calls that wait, on a Kafka of their own. */
export interface CallersBacklog extends AsyncDisposable {
  readonly stack: OwnStack
  readonly callers: readonly Caller[]
  /** Who called, by event id. */
  readonly calls: ReadonlyMap<string, Caller>
}

const hourMs = 3_600_000
const callSeconds = 630

/** Calls of all callers in turn, a fraction of a second apart. */
export async function openCallersBacklog(
  callers: readonly Caller[],
  count: number,
  signal: AbortSignal,
): Promise<CallersBacklog> {
  await using owned = new AsyncDisposableStack()
  const stack = owned.use(await openOwnStack())
  const firstEnd = Date.now() - 12 * hourMs
  const calls = Array.from({ length: count }, (_, number) => {
    const caller = callers[number % callers.length]!
    return { caller, event: callOf(caller, number, firstEnd + Math.floor((number * hourMs) / count)) }
  })
  const events = calls.map(({ event }) => event)
  await produceBacklog(stack, callsEnded, events, signal)
  const all = owned.move()
  return {
    stack,
    callers,
    calls: new Map(calls.map(({ event, caller }) => [event.eventId, caller])),
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  }
}

function callOf({ phone }: Caller, number: number, endedAt: number): CallEnded {
  return endedCall({
    conversationId: `drained-${number}`,
    callerId: phone,
    startedAt: endedAt - callSeconds * 1_000,
    endedAt,
    durationSeconds: callSeconds,
    receivedAt: endedAt + 1_000,
    // Whose contact it is has to be looked up, and a recording has not.
    attributes: { customer_tier: 'Premium' },
    recordingId: null,
  })
}
