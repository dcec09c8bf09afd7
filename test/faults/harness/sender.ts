/**
 * Genesys's side: sends webhooks at a steady rate, each signed, and again with the same body when it is not answered 2xx.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { signedHeaders } from '../../kit/webhook.ts'
import type { Delivery } from './books.ts'
import type { Traffic, Webhook } from './traffic.ts'

export interface SenderOptions {
  readonly traffic: Traffic
  readonly secret: string
  readonly ratePerSecond: number
  /** Where the next request goes; undefined when no ingress is there. */
  readonly frontDoor: () => string | undefined
  /** Pauses before each further try. */
  readonly retryDelaysMs?: readonly number[]
}

export interface Sender {
  /** What has its final answer. Of copies, the first answer that tells most counts. */
  deliveries(): Delivery[]
  /** How many webhooks have been answered 202, by what the answer said. */
  readonly answers: ReadonlyMap<string, number>
  /** Added to the clock that webhooks are signed with. */
  clockOffsetMs: number
  /** Sends no more, and waits for what is under way. */
  stop(): Promise<void>
}

/** Genesys tries four times in all. */
const genesysRetryDelaysMs = [1_000, 2_000, 4_000]
const answerTimeoutMs = 10_000

type Fate = Delivery['fate']

export function startSender(options: SenderOptions): Sender {
  const { traffic, secret, ratePerSecond, frontDoor, retryDelaysMs = genesysRetryDelaysMs } = options
  const ledger = new Map<string, Delivery>()
  const answers = new Map<string, number>()
  const underWay = new Set<Promise<void>>()
  const stopped = new AbortController()

  async function deliver(webhook: Webhook): Promise<void> {
    const { body, ...known } = webhook
    const signedAt = Date.now() + sender.clockOffsetMs
    const headers = signedHeaders(body, secret, String(signedAt))
    let fate = await post(body, headers)
    for (const delayMs of retryDelaysMs) {
      if (fate === 'accepted') break
      await sleep(delayMs)
      const again = await post(body, headers)
      // Once it may have been taken, a later refusal does not take that back.
      fate = again === 'refused' && fate === 'uncertain' ? fate : again
    }
    enter({ ...known, fate, answeredAt: Date.now() })
    if (fate === 'accepted') traffic.accepted(webhook)
  }

  async function post(body: string, headers: Record<string, string>): Promise<Fate> {
    const address = frontDoor()
    if (address === undefined) return tally('nobody there', 'uncertain')
    try {
      const response = await fetch(`${address}/webhook/call-ended`, {
        method: 'POST',
        headers,
        body,
        signal: AbortSignal.timeout(answerTimeoutMs),
      })
      const { status } = (await response.json()) as { status?: unknown }
      if (response.status === 202) return tally(String(status), 'accepted')
      return tally(String(response.status), response.status < 500 ? 'refused' : 'uncertain')
    } catch {
      return tally('no answer', 'uncertain')
    }
  }

  function tally(answer: string, fate: Fate): Fate {
    answers.set(answer, (answers.get(answer) ?? 0) + 1)
    return fate
  }

  function enter(delivery: Delivery): void {
    const name = `${delivery.eventId}/${delivery.revision}`
    const known = ledger.get(name)
    const weight: Record<Fate, number> = { refused: 0, uncertain: 1, accepted: 2 }
    if (!known || weight[delivery.fate] > weight[known.fate]) ledger.set(name, delivery)
  }

  /** By the clock, so that a slow moment is made up for and the rate holds. */
  async function run(): Promise<void> {
    const startedAt = performance.now()
    for (let sent = 0; !stopped.signal.aborted; sent++) {
      const dueInMs = startedAt + (sent * 1_000) / ratePerSecond - performance.now()
      if (dueInMs > 0) await sleep(dueInMs, undefined, { signal: stopped.signal }).catch(() => {})
      if (stopped.signal.aborted) return
      const delivery = deliver(traffic.next(Date.now())).finally(() => underWay.delete(delivery))
      underWay.add(delivery)
    }
  }

  const sender: Sender = {
    deliveries: () => [...ledger.values()],
    answers,
    clockOffsetMs: 0,
    async stop() {
      stopped.abort()
      await running
      await Promise.all(underWay)
    },
  }
  const running = run()
  return sender
}
