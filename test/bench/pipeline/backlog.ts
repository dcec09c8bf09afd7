import { callsEnded } from '@calltrail/schemas'
import type { OwnStack } from '../../kit/own-stack.ts'
import type { CustomersCall } from './customers.ts'
import { openEventFeed } from './event-feed.ts'
import type { LoggedCalls } from './logged-calls.ts'

/** How long it may take. */
const longestMs = 120_000

/**
 * Puts all calls into `calls.ended.v1` at once, and waits until the stages have worked them off.
 * @returns calls logged per second, between the first and the last
 */
export async function workOff(
  calls: readonly CustomersCall[],
  stack: OwnStack,
  logged: LoggedCalls,
): Promise<number> {
  await using feed = await openEventFeed(stack, callsEnded, calls.length)
  await feed.send(await Promise.all(calls.map(({ event }) => feed.message(event))))
  const outcomes = await logged.of(
    calls.map(({ eventId }) => eventId),
    longestMs,
  )
  const moments = outcomes.map(({ loggedAt }) => loggedAt)
  const first = Math.min(...moments)
  // The first ones took until then, and not no time at all.
  const after = moments.filter((moment) => moment > first).length
  return (after * 1_000) / (Math.max(...moments) - first)
}
