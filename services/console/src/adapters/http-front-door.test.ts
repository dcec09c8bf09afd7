import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { describe, expect, it, onTestFinished } from 'vitest'
import { expectedEvents } from '../domain/expected-events.ts'
import { webhookPayload } from '../domain/webhook-payload.ts'
import { conversation } from '../testing/conversations.ts'
import { httpFrontDoor } from './http-front-door.ts'

const secret = 'the-secret'
const now = Date.parse('2026-03-14T12:00:00Z')
const payload = webhookPayload(expectedEvents(conversation())[0]!, undefined)
const signal = new AbortController().signal

interface Answer {
  readonly status: number
  readonly headers?: Record<string, string>
  readonly body?: unknown
}

interface Seen {
  readonly url: string | undefined
  readonly headers: Record<string, string | string[] | undefined>
  readonly body: string
}

/** An ingress that gives one answer after the other, and the last one for ever. */
async function door(...answers: Answer[]) {
  const seen: Seen[] = []
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    seen.push({ url: request.url, headers: request.headers, body: await text(request) })
    const { status, headers = {}, body = {} } = answers[Math.min(seen.length, answers.length) - 1]!
    response.writeHead(status, headers).end(JSON.stringify(body))
  }
  const server = createServer((request, response) => void answer(request, response)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(async () => {
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  })
  const ingressUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return { seen, ingressUrl, frontDoor: httpFrontDoor({ ingressUrl, secret, now: () => now, attempts: 3 }) }
}

const taken: Answer = { status: 202, body: { eventId: 'x', status: 'accepted' } }

describe('an event that is sent through the front door', () => {
  it('is signed over its bytes, as the ingress checks it', async () => {
    const { frontDoor, seen } = await door(taken)
    expect(await frontDoor.send(payload, signal)).toEqual({ kind: 'taken' })
    const [{ url, headers, body }] = seen as [Seen]
    expect(url).toBe('/webhook/call-ended')
    expect(JSON.parse(body)).toEqual(payload)
    expect(headers).toMatchObject({
      'content-type': 'application/json',
      'x-genesys-webhook-timestamp': String(now),
      'x-genesys-webhook-signature': createHmac('sha256', secret).update(`${now}.${body}`).digest('base64'),
    })
  })

  it.each([429, 503])(
    'is sent again when the answer is %s, after the pause that is asked for',
    async (status) => {
      const { frontDoor, seen } = await door({ status, headers: { 'retry-after': '0.05' } }, taken)
      expect(await frontDoor.send(payload, signal)).toEqual({ kind: 'taken' })
      expect(seen).toHaveLength(2)
    },
  )

  it('is not sent for ever', async () => {
    const { frontDoor, seen } = await door({ status: 429, headers: { 'retry-after': '0.01' } })
    await expect(frontDoor.send(payload, signal)).rejects.toMatchObject({
      exitCode: 1,
      message: expect.stringContaining('answered 429: it is busy; send fewer per second'),
    })
    expect(seen).toHaveLength(3)
  })

  it('is refused with what is wrong with it', async () => {
    const errors = [
      { field: 'direction', message: 'must be one of INBOUND' },
      { field: 'endTime', message: 'is missing' },
    ]
    const { frontDoor, seen } = await door({
      status: 400,
      body: { detail: 'The members are at fault.', errors },
    })
    expect(await frontDoor.send(payload, signal)).toEqual({
      kind: 'refused',
      reason: 'direction must be one of INBOUND, endTime is missing',
    })
    expect(seen).toHaveLength(1)
  })

  it.each<[number, string]>([
    [401, 'GENESYS_WEBHOOK_SECRET is not the one that the ingress has, or the clocks differ by minutes'],
    [
      404,
      'INGRESS_URL does not lead to it, or its door for signed webhooks is closed: GENESYS_WEBHOOK_SECRET opens it',
    ],
    [500, 'its log has the reason'],
  ])('ends everything when the answer is %s, with the remedy', async (status, remedy) => {
    const { frontDoor, seen, ingressUrl } = await door({ status })
    await expect(frontDoor.send(payload, signal)).rejects.toMatchObject({
      exitCode: 1,
      message: `The ingress at ${ingressUrl} answered ${status}: ${remedy}.`,
    })
    expect(seen).toHaveLength(1)
  })

  it('ends everything when nobody answers', async () => {
    const frontDoor = httpFrontDoor({ ingressUrl: 'http://127.0.0.1:9', secret, now: () => now })
    await expect(frontDoor.send(payload, signal)).rejects.toMatchObject({
      exitCode: 1,
      message: 'The ingress did not answer at http://127.0.0.1:9. Check INGRESS_URL, and that it is up.',
    })
  })

  it('waits no longer when it is interrupted', async () => {
    const { frontDoor, seen } = await door({ status: 503, headers: { 'retry-after': '60' } })
    const interruption = new AbortController()
    const reason = new Error('Ctrl-C')
    const sending = frontDoor.send(payload, interruption.signal)
    sending.catch(() => {})
    await expect.poll(() => seen.length).toBe(1)
    interruption.abort(reason)
    await expect(sending).rejects.toBe(reason)
  })
})
