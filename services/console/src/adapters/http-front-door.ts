import { createHmac } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { ConsoleError, exitCodes } from '../domain/console-error.ts'
import type { FrontDoor } from '../ports/front-door.ts'

const timeoutMs = 30_000
const longestPauseMs = 60_000

export interface HttpFrontDoorOptions {
  /** Without a slash at the end. */
  readonly ingressUrl: string
  readonly secret: string
  /** Epoch milliseconds. */
  readonly now: () => number
  /** How often one event is sent while the ingress asks for patience. */
  readonly attempts?: number
}

export function httpFrontDoor({ ingressUrl, secret, now, attempts = 10 }: HttpFrontDoorOptions): FrontDoor {
  const address = `${ingressUrl}/webhook/call-ended`

  async function post(body: string): Promise<Response> {
    try {
      return await fetch(address, {
        method: 'POST',
        // Signed anew each time: a signature ages.
        headers: signedHeaders(body, secret, String(now())),
        body,
        redirect: 'error',
        signal: AbortSignal.timeout(timeoutMs),
      })
    } catch (error) {
      const message = `The ingress did not answer at ${ingressUrl}. Check INGRESS_URL, and that it is up.`
      throw new ConsoleError(exitCodes.failed, message, { cause: error })
    }
  }

  return {
    async send(payload, signal) {
      const body = JSON.stringify(payload)
      for (let attempt = 1; ; attempt += 1) {
        signal.throwIfAborted()
        const answer = await post(body)
        if (answer.status === 202) {
          await answer.body?.cancel()
          return { kind: 'taken' }
        }
        if (answer.status === 400 || answer.status === 413) {
          return { kind: 'refused', reason: reasonIn(answer.status, await answer.text()) }
        }
        await answer.body?.cancel()
        if (!isBusy(answer.status) || attempt === attempts) throw unexpected(answer.status, ingressUrl)
        await sleep(pauseMs(answer.headers.get('retry-after')), undefined, { signal }).catch(() =>
          signal.throwIfAborted(),
        )
      }
    },
  }
}

/** As the ingress checks it: base64(HMAC-SHA256(secret, `${timestamp}.${body}`)). */
function signedHeaders(body: string, secret: string, timestamp: string): Record<string, string> {
  const signature = createHmac('sha256', secret).update(`${timestamp}.`).update(body).digest('base64')
  return {
    'content-type': 'application/json',
    'x-genesys-webhook-timestamp': timestamp,
    'x-genesys-webhook-signature': signature,
  }
}

function isBusy(status: number): boolean {
  return status === 429 || status === 503
}

function pauseMs(retryAfter: string | null): number {
  const seconds = Number(retryAfter ?? '')
  return seconds > 0 ? Math.min(seconds * 1_000, longestPauseMs) : 1_000
}

const problem = z.object({
  detail: z.string().optional(),
  errors: z.array(z.object({ field: z.string(), message: z.string() })).default([]),
})

/** Names of members and what is wrong with them; the ingress echoes no value. */
function reasonIn(status: number, text: string): string {
  const { data } = problem.safeParse(jsonOf(text))
  const errors = data?.errors.map(({ field, message }) => `${field} ${message}`) ?? []
  return errors.join(', ') || data?.detail || `the ingress answered ${status}`
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function unexpected(status: number, ingressUrl: string): ConsoleError {
  const causes: Readonly<Record<number, string>> = {
    401: 'GENESYS_WEBHOOK_SECRET is not the one that the ingress has, or the clocks differ by minutes',
    404: 'INGRESS_URL does not lead to it, or its door for signed webhooks is closed: GENESYS_WEBHOOK_SECRET opens it',
    429: 'it is busy; send fewer per second',
    503: 'it can store nothing just now',
  }
  const cause = causes[status] ?? 'its log has the reason'
  return new ConsoleError(exitCodes.failed, `The ingress at ${ingressUrl} answered ${status}: ${cause}.`)
}
