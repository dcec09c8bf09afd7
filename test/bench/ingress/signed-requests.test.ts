import { expect, it } from 'vitest'
import { signatureOf } from '../../kit/webhook.ts'
import { callerIds, signRequests } from './signed-requests.ts'

const plan = { path: '/webhook/call-ended', secret: 'a secret of the test' }

function read(request: Buffer) {
  const [head, body] = request.toString().split('\r\n\r\n') as [string, string]
  const [line, ...lines] = head.split('\r\n')
  const headers = Object.fromEntries(lines.map((line) => line.split(': ') as [string, string]))
  return { line, headers, body, call: JSON.parse(body) as { conversationId: string; callerId: string } }
}

it('a request is signed, and says how long it is', () => {
  const [{ line, headers, body }] = signRequests(1, plan).map(read) as [ReturnType<typeof read>]
  expect(line).toBe('POST /webhook/call-ended HTTP/1.1')
  expect(headers['content-length']).toBe(String(Buffer.byteLength(body)))
  const signature = signatureOf(body, headers['x-genesys-webhook-timestamp']!, plan.secret)
  expect(headers['x-genesys-webhook-signature']).toBe(signature)
})

it('no two are of the same call, not even of two times', () => {
  const calls = [...signRequests(300, plan), ...signRequests(300, plan)].map((request) => read(request).call)
  expect(new Set(calls.map(({ conversationId }) => conversationId)).size).toBe(600)
  expect(new Set(calls.map(({ callerId }) => callerId))).toEqual(new Set(callerIds))
})

it('a header has the conversation id, where one is wanted', () => {
  const [{ headers, call }] = signRequests(1, { ...plan, keyHeader: 'x-key' }).map(read) as [
    ReturnType<typeof read>,
  ]
  expect(headers['x-key']).toBe(call.conversationId)
})
