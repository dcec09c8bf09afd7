/**
 * Calls that come to the front door, and what is asked about them.
 */
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { callPayload } from '../../kit/calls.ts'
import { tasksOf } from '../../kit/salesforce-org.ts'
import { postWebhook, signedHeaders } from '../../kit/webhook.ts'
import type { WebhookAnswer } from '../../kit/webhook.ts'
import type { Bench } from './bench.ts'
import { until } from './until.ts'

type Sender = Pick<Bench, 'services' | 'webhookSecret'>

/** Sends a call that ends now. @param secret another one than the right one, where that is the fault */
export async function sendCall(
  { services, webhookSecret }: Sender,
  changes: Readonly<Record<string, unknown>> = {},
  secret = webhookSecret,
): Promise<WebhookAnswer & { readonly conversationId: string }> {
  const payload = callPayload({ endTime: new Date().toISOString(), ...changes })
  const body = JSON.stringify(payload)
  const answer = await postWebhook(services.ingress.url, body, signedHeaders(body, secret))
  return { ...answer, conversationId: String(payload['conversationId']) }
}

/** @throws {Error} when one is turned away */
export async function sendCalls(
  bench: Sender,
  count: number,
  changes?: Readonly<Record<string, unknown>>,
): Promise<void> {
  const answers = await Promise.all(Array.from({ length: count }, () => sendCall(bench, changes)))
  const refused = answers.find(({ status }) => status !== 202)
  if (refused) throw new Error(`a call was answered with ${refused.status}: ${refused.body.error}`)
}

const loggedWithinMs = 90_000

/** Sends a call, again while it is turned away, and resolves once it stands in Salesforce: all is well again. */
export async function aCallIsLogged(bench: Bench): Promise<{ readonly conversationId: string }> {
  const conversationId = `conversation-${randomUUID()}`
  const patience = { withinMs: loggedWithinMs, signal: bench.signal }
  const isTaken = async () => (await sendCall(bench, { conversationId })).status === 202
  const isLogged = async () => (await tasksOf(bench.salesforce.url, conversationId)).length > 0
  await until('a call is taken', isTaken, patience)
  await until('a call is logged', isLogged, patience)
  return { conversationId }
}

const everyMs = 1_000

/** Sends a call each second until disposed. What becomes of them is not looked at: the fault may turn them away. */
export function keepCallsComing(bench: Sender): AsyncDisposable {
  const over = new AbortController()
  const going = goOn()

  async function goOn(): Promise<void> {
    while (!over.signal.aborted) {
      await sendCall(bench).catch(() => undefined)
      await sleep(everyMs, undefined, { signal: over.signal }).catch(() => undefined)
    }
  }

  return {
    async [Symbol.asyncDispose]() {
      over.abort()
      await going
    },
  }
}
