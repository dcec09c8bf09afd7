import { setTimeout as sleep } from 'node:timers/promises'
import { postWebhook, signedHeaders } from '../../kit/webhook.ts'
import { quantile } from '../harness/statistics.ts'
import type { CustomersCall } from './customers.ts'
import type { LoggedCalls } from './logged-calls.ts'

export interface FrontDoor {
  readonly ingressUrl: string
  readonly secret: string
  readonly logged: LoggedCalls
  readonly signal: AbortSignal
}

/** Of the time from sending a webhook until Salesforce had confirmed its Task. */
export interface Latency {
  readonly p50Ms: number
  readonly p99Ms: number
}

/** How long after the last webhook the last call may be logged. */
const longestMs = 60_000

/**
 * Sends a webhook for each call, at a steady rate by the clock whatever the answers take, and waits until all are logged.
 * @throws {Error} when one is not accepted, or not logged
 */
export async function sendSteadily(
  calls: readonly CustomersCall[],
  perSecond: number,
  { ingressUrl, secret, logged, signal }: FrontDoor,
): Promise<Latency> {
  const startedAt = performance.now()
  const answers: Promise<number>[] = []
  for (const [index, call] of calls.entries()) {
    const dueInMs = startedAt + (index * 1_000) / perSecond - performance.now()
    if (dueInMs > 0) await sleep(dueInMs, undefined, { signal })
    const answer = send(call)
    // It is awaited below. Until then a failure, such as when the run is interrupted, must not end the process.
    answer.catch(() => {})
    answers.push(answer)
  }
  const sentAt = await Promise.all(answers)
  const outcomes = await logged.of(
    calls.map(({ eventId }) => eventId),
    longestMs,
  )
  const waitsMs = outcomes.map(({ loggedAt }, index) => loggedAt - sentAt[index]!)
  return { p50Ms: quantile(waitsMs, 0.5), p99Ms: quantile(waitsMs, 0.99) }

  async function send({ payload, eventId }: CustomersCall): Promise<number> {
    const body = JSON.stringify(payload)
    const headers = signedHeaders(body, secret)
    const sentAt = Date.now()
    const { status } = await postWebhook(ingressUrl, body, headers)
    if (status !== 202) throw new Error(`the webhook of ${eventId} was answered ${status}`)
    return sentAt
  }
}
