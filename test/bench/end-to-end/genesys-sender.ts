/**
 * Sends webhooks as Genesys does: at the pace at which calls end, whatever the answers take, and again where an answer is bad or missing.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { signedHeaders } from '../../kit/webhook.ts'

export interface WebhookDoor {
  /** Without a path. */
  readonly url: string
  readonly secret: string
}

export interface SendingOptions {
  readonly perSecond: number
  readonly signal: AbortSignal
  readonly longestAnswerMs?: number
  readonly pauseMs?: number
}

export interface SentWebhook {
  /** Of the first attempt, in epoch milliseconds. */
  readonly sentAt: number
  readonly attempts: number
  readonly isAccepted: boolean
}

const mostAttempts = 4
const defaults = { longestAnswerMs: 5_000, pauseMs: 1_000 }
/** Sent later than that, the pace is not the one that was meant. */
const latestMs = 1_000

/**
 * Resolves when each webhook was accepted (2xx), or given up after three retries.
 * @throws {Error} when this process cannot keep the pace: then it is not the receiver's fault
 */
export async function sendAsGenesys(
  payloads: readonly unknown[],
  door: WebhookDoor,
  { perSecond, ...options }: SendingOptions,
): Promise<SentWebhook[]> {
  const startedAt = performance.now()
  const underWay: Promise<SentWebhook>[] = []
  let latestBy = 0
  for (const [index, payload] of payloads.entries()) {
    const dueInMs = startedAt + (index * 1_000) / perSecond - performance.now()
    latestBy = Math.max(latestBy, -dueInMs)
    if (dueInMs > 0) await sleep(dueInMs, undefined, { signal: options.signal })
    underWay.push(sendUntilAccepted(JSON.stringify(payload), door, { ...defaults, ...options }))
  }
  const sent = await Promise.all(underWay)
  if (latestBy > latestMs) throw new Error(`a webhook was sent ${Math.round(latestBy)} ms late`)
  return sent
}

async function sendUntilAccepted(
  body: string,
  door: WebhookDoor,
  { pauseMs, longestAnswerMs, signal }: Required<Omit<SendingOptions, 'perSecond'>>,
): Promise<SentWebhook> {
  const sentAt = Date.now()
  for (let attempts = 1; ; attempts++) {
    const isAccepted = await send(body, door, AbortSignal.any([signal, AbortSignal.timeout(longestAnswerMs)]))
    signal.throwIfAborted()
    if (isAccepted || attempts === mostAttempts) return { sentAt, attempts, isAccepted }
    await sleep(pauseMs, undefined, { signal })
  }
}

async function send(body: string, { url, secret }: WebhookDoor, signal: AbortSignal): Promise<boolean> {
  try {
    const headers = signedHeaders(body, secret)
    const response = await fetch(`${url}/webhook/call-ended`, { method: 'POST', headers, body, signal })
    await response.arrayBuffer()
    return response.ok
  } catch {
    // No answer, or none in time.
    return false
  }
}
