import { once } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'
import { expect, it, onTestFinished } from 'vitest'
import { signatureOf } from '../../kit/webhook.ts'
import { startSender } from './sender.ts'
import type { Sender } from './sender.ts'
import type { Webhook } from './traffic.ts'

const secret = 'the-secret'

interface Tried {
  readonly body: string
  readonly headers: IncomingMessage['headers']
}

const call: Webhook = {
  eventId: 'f0-000001:agent-1',
  revision: 0,
  contactId: null,
  key: '+14155559999',
  skipReason: 'UNKNOWN_CALLER',
  endedAt: 0,
  durationSeconds: 1,
  body: '{"conversationId":"f0-000001"}',
}

/** An ingress that answers each try with the next of `statuses`; then sends one webhook to it. */
async function sendOne(statuses: readonly number[]): Promise<{ sender: Sender; tried: readonly Tried[] }> {
  const tried: Tried[] = []
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      tried.push({ body, headers: request.headers })
      const status = statuses[tried.length - 1]!
      if (status === 0) return response.destroy()
      return response.writeHead(status).end(JSON.stringify({ status: 'accepted' }))
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const { port } = server.address() as { port: number }

  const begun = once(server, 'request')
  const sender = startSender({
    traffic: { next: () => call, accepted: () => {} },
    secret,
    // One in the time of a test.
    ratePerSecond: 0.001,
    frontDoor: () => `http://127.0.0.1:${port}`,
    retryDelaysMs: [1, 1, 1],
  })
  await begun
  // Waits for the tries that follow.
  await sender.stop()
  return { sender, tried }
}

it('a webhook is signed over its body', async () => {
  const { tried, sender } = await sendOne([202])
  const [{ body, headers }] = tried as [Tried]
  const timestamp = String(headers['x-genesys-webhook-timestamp'])
  expect(headers['x-genesys-webhook-signature']).toBe(signatureOf(body, timestamp, secret))
  expect(sender.deliveries()).toMatchObject([{ eventId: call.eventId, fate: 'accepted' }])
})

it('what is not answered 2xx is sent again with the same body, at most three times', async () => {
  const { tried, sender } = await sendOne([503, 0, 500, 202])
  expect(tried.map(({ body }) => body)).toEqual([call.body, call.body, call.body, call.body])
  expect(sender.deliveries()).toMatchObject([{ fate: 'accepted' }])
  expect(Object.fromEntries(sender.answers)).toEqual({ '503': 1, 'no answer': 1, '500': 1, accepted: 1 })
})

it.each([
  ['refused', [401, 401, 401, 401]],
  ['uncertain', [503, 503, 503, 503]],
  ['uncertain', [0, 401, 401, 401]],
  ['accepted', [401, 503, 202]],
] as const)('what became of it is known as well as can be: %s after %j', async (fate, statuses) => {
  const { sender } = await sendOne(statuses)
  expect(sender.deliveries()).toMatchObject([{ fate }])
})
