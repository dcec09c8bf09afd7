import { setTimeout as sleep } from 'node:timers/promises'
import type { Finding } from '../domain/finding.ts'
import { waitMs } from '../domain/pace.ts'
import { webhookPayload } from '../domain/webhook-payload.ts'
import type { FrontDoor } from '../ports/front-door.ts'
import type { GenesysConversations } from '../ports/genesys-conversations.ts'

export interface Sending {
  readonly findings: readonly Finding[]
  readonly genesys: Pick<GenesysConversations, 'details'>
  readonly frontDoor: FrontDoor
  readonly perSecond: number
  /** Milliseconds of a clock that only goes forward. */
  readonly now: () => number
  /** Told how many were sent, taken or not. */
  readonly onProgress: (done: number) => void
  readonly signal: AbortSignal
}

export interface Refusal {
  readonly eventId: string
  readonly reason: string
}

export interface Sent {
  readonly taken: number
  readonly refusals: readonly Refusal[]
  /** What ended it before its time: the signal's reason, or what went wrong. */
  readonly failure?: unknown
}

/** Sends the calls one by one, at an even pace. What was not sent is still missing: the next run goes on with it. */
export async function sendMissing(sending: Sending): Promise<Sent> {
  const { findings, genesys, frontDoor, perSecond, now, onProgress, signal } = sending
  const startedAt = now()
  const refusals: Refusal[] = []
  let taken = 0
  try {
    for (const { event } of findings) {
      const done = taken + refusals.length
      await sleep(waitMs(done, perSecond, startedAt, now()), undefined, { signal })
      const details = await genesys.details(event.conversation.conversationId, signal)
      const admission = await frontDoor.send(webhookPayload(event, details), signal)
      if (admission.kind === 'taken') taken += 1
      else refusals.push({ eventId: event.eventId, reason: admission.reason })
      onProgress(done + 1)
    }
    return { taken, refusals }
  } catch (error) {
    return { taken, refusals, failure: signal.aborted ? signal.reason : error }
  }
}
