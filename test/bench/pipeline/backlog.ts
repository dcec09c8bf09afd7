import { connectProducer, eventHeaders, openEventWriter } from '@calltrail/runtime'
import { callsEnded } from '@calltrail/schemas'
import type { OwnStack } from '../../kit/own-stack.ts'
import type { CustomersCall } from './customers.ts'
import type { LoggedCalls } from './logged-calls.ts'

/** How long it may take. */
const longestMs = 120_000

/**
 * Puts all calls into `calls.ended.v1` at once, and waits until the stages have worked them off.
 * @returns calls logged per second, between the first and the last
 */
export async function workOff(
  calls: readonly CustomersCall[],
  { kafka, registry }: OwnStack,
  logged: LoggedCalls,
): Promise<number> {
  const writer = await openEventWriter(registry, callsEnded)
  await using producer = await connectProducer(kafka)
  const messages = await Promise.all(
    calls.map(async ({ event, eventId }) => ({
      key: callsEnded.key(event),
      value: await writer.encode(event),
      headers: eventHeaders(callsEnded.event, eventId, '/calltrail/bench', Date.now()),
    })),
  )
  await producer.send({ topic: callsEnded.name, messages, acks: -1 })
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
