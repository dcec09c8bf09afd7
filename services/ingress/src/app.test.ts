import { once } from 'node:events'
import { connect } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import type { InjectOptions } from 'fastify'
import { describe, expect, test } from 'vitest'
import { signatureOf } from './domain/signature.ts'
import { httpErrors } from './http-errors.ts'
import { EventNotTaken, TooManyUnderWay } from './ports/event-publisher.ts'
import { bodyLimitBytes, expectProblem, now, openApp } from './testing/open-app.ts'

const timestamp = String(now / 1_000)
const call = {
  conversationId: 'conversation-111',
  participantId: 'user-agent-1',
  direction: 'INBOUND',
  callerId: '+15551234567',
  startTime: '2026-03-14T10:00:00Z',
  endTime: '2026-03-14T10:10:30Z',
}

/** A signed request; `change` is applied after the signing. */
function webhook(body: unknown = call, change: InjectOptions = {}): InjectOptions {
  const payload = typeof body === 'string' || Buffer.isBuffer(body) ? Buffer.from(body) : JSON.stringify(body)
  return {
    method: 'POST',
    url: '/webhook/call-ended',
    payload,
    ...change,
    headers: {
      'content-type': 'application/json',
      'x-genesys-webhook-timestamp': timestamp,
      'x-genesys-webhook-signature': signatureOf('secret', timestamp, Buffer.from(payload)),
      ...change.headers,
    },
  }
}

test('a signed event is published, then answered with 202', async () => {
  const { app, published } = openApp()
  const answer = await app.inject(webhook())
  expect(answer.statusCode).toBe(202)
  expect(answer.json()).toEqual({ eventId: 'conversation-111:user-agent-1', status: 'accepted' })
  expect(published).toHaveLength(1)
  expect(published[0]?.event).toMatchObject({
    callerId: '+15551234567',
    durationSeconds: 630,
    receivedAt: now,
  })
})

test('the answer waits for the publisher', async () => {
  const taken = Promise.withResolvers<'accepted'>()
  const { app, published } = openApp(() => taken.promise)
  let answered = false
  const answer = app.inject(webhook()).then(() => (answered = true))
  await expect.poll(() => published.length).toBe(1)
  expect(answered).toBe(false)
  taken.resolve('accepted')
  await answer
})

test('a copy is answered as a duplicate', async () => {
  const { app } = openApp(async () => 'duplicate')
  const answer = await app.inject(webhook())
  expect(answer.statusCode).toBe(202)
  expect(answer.json()).toEqual({ eventId: 'conversation-111:user-agent-1', status: 'duplicate' })
})

test('the signature covers the bytes as sent, whatever their layout', async () => {
  const { app } = openApp()
  const answer = await app.inject(webhook(`\n${JSON.stringify(call, null, '\t')}\r\n`))
  expect(answer.statusCode).toBe(202)
})

test.each(['application/json; charset=utf-8', 'Application/JSON;charset="UTF-8"'])(
  '%s is JSON',
  async (type) => {
    const { app } = openApp()
    expect((await app.inject(webhook(call, { headers: { 'content-type': type } }))).statusCode).toBe(202)
  },
)

test('a valid traceparent goes along, another one does not', async () => {
  const { app, published } = openApp()
  const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'
  await app.inject(webhook(call, { headers: { traceparent } }))
  await app.inject(webhook(call, { headers: { traceparent: 'x' } }))
  expect(published.map(({ context }) => context.traceparent)).toEqual([traceparent, undefined])
})

test.each([
  ['no signature', { 'x-genesys-webhook-signature': '' }],
  ['a wrong signature', { 'x-genesys-webhook-signature': signatureOf('guess', timestamp, Buffer.from('')) }],
  ['no timestamp', { 'x-genesys-webhook-timestamp': '' }],
  ['an unreadable timestamp', { 'x-genesys-webhook-timestamp': 'yesterday' }],
  ['a stale timestamp', { 'x-genesys-webhook-timestamp': String(now / 1_000 - 301) }],
  ['odd bytes in its headers', { 'x-genesys-webhook-signature': '\u00ff\u00fe=', 'x-odd': '\u00e9' }],
])('a request with %s is answered with 401, and its body is not looked at', async (_, headers) => {
  const { app, published } = openApp()
  const answers = await Promise.all(
    [call, 'not JSON', {}].map((body) => app.inject(webhook(body, { headers }))),
  )
  for (const answer of answers) {
    expectProblem(answer, 'unauthorized')
    expect(answer.json()).toMatchObject({ error: 'Unauthorized' })
  }
  expect(new Set(answers.map(({ body }) => body)).size).toBe(1)
  expect(published).toEqual([])
})

test.each([
  'text/plain',
  'application/x-www-form-urlencoded',
  'application/json; charset=utf-16',
  'json',
  '',
])('the content type %j is answered with 415', async (type) => {
  const { app } = openApp()
  expectProblem(
    await app.inject(webhook(call, { headers: { 'content-type': type } })),
    'content-type-unsupported',
  )
})

test('a body above the limit is answered with 413, signed or not', async () => {
  const { app } = openApp()
  const large = { ...call, attributes: { notes: 'x'.repeat(bodyLimitBytes) } }
  expectProblem(await app.inject(webhook(large)), 'body-too-large')
  expectProblem(
    await app.inject(webhook(large, { headers: { 'content-type': 'text/plain' } })),
    'body-too-large',
  )
})

test.each([
  ['not JSON', '{"callerId": +15551234567}', 'it cannot be read on from line 1, column 14.'],
  ['empty', '', 'The body is empty.'],
  ['not UTF-8', Buffer.from([0x7b, 0xff, 0x7d]), 'The body is not UTF-8 text.'],
])('a body that is %s is answered with 400, saying where but not what', async (_, body, detail) => {
  const { app, log } = openApp()
  const answer = await app.inject(webhook(body))
  expectProblem(answer, 'body-not-json')
  expect(answer.json<{ detail: string }>().detail).toContain(detail)
  expect(answer.body + log()).not.toContain('5551234')
})

test('an invalid event is answered with 400, naming every member at fault', async () => {
  const { app, published } = openApp()
  const answer = await app.inject(
    webhook({ ...call, direction: 'UP', endTime: '2026-03-14T09:00:00Z', durationSeconds: -1 }),
  )
  expectProblem(answer, 'event-invalid')
  expect(answer.json<{ errors: unknown }>().errors).toEqual([
    { field: 'direction', message: 'must be one of INBOUND, OUTBOUND, INTERNAL' },
    { field: 'durationSeconds', message: 'must not be negative' },
    { field: 'endTime', message: 'must not be before startTime' },
  ])
  expect(published).toEqual([])
})

test('an event that is not taken is answered with 503 and Retry-After', async () => {
  const { app } = openApp(() => Promise.reject(new EventNotTaken('Kafka is away')))
  const answer = await app.inject(webhook())
  expectProblem(answer, 'temporarily-unavailable')
  expect(answer.headers['retry-after']).toBe('5')
})

test('an event that waits on disk is answered with 202, as spooled', async () => {
  const { app } = openApp(async () => 'spooled')
  const answer = await app.inject(webhook())
  expect(answer.statusCode).toBe(202)
  expect(answer.json()).toEqual({ eventId: 'conversation-111:user-agent-1', status: 'spooled' })
})

test('an event too many is answered with 429 and Retry-After', async () => {
  const { app } = openApp(() => Promise.reject(new TooManyUnderWay('1 event is under way')))
  const answer = await app.inject(webhook())
  expectProblem(answer, 'too-many-events')
  expect(answer.headers['retry-after']).toBe('1')
})

test('our own failure is answered with 500, which says nothing of the inside', async () => {
  const { app } = openApp(() => Promise.reject(new Error('private')))
  const answer = await app.inject(webhook())
  expectProblem(answer, 'internal-error')
  expect(answer.body).not.toContain('private')
})

test.each(['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const)(
  '%s on the webhook is answered with 405',
  async (method) => {
    const { app } = openApp()
    const answer = await app.inject({ method, url: '/webhook/call-ended?x=1' })
    expect(answer.statusCode).toBe(405)
    expect(answer.headers['allow']).toBe('POST')
  },
)

test.each(['/', '/webhook', '/webhook/call-ended/', '/webhook/eventbridge/x', '/health/live'])(
  '%s is answered with 404, saying where events go',
  async (url) => {
    const { app } = openApp()
    const answers = [await app.inject({ method: 'GET', url }), await app.inject(webhook(call, { url }))]
    for (const answer of answers) {
      expectProblem(answer, 'not-found')
      expect(answer.json<{ detail: string }>().detail).toContain(
        'POST /webhook/call-ended, /webhook/eventbridge, /webhook/data-action.',
      )
    }
  },
)

test('an address that cannot be decoded is answered with 400', async () => {
  const { app } = openApp()
  expectProblem(await app.inject(webhook(call, { url: '/%zz' })), 'request-malformed')
})

test.each([
  ['not HTTP', 'nonsense\r\n\r\n', 'request-malformed'],
  [
    'huge in its headers',
    `GET / HTTP/1.1\r\nhost: x\r\nx: ${'x'.repeat(20_000)}\r\n\r\n`,
    'headers-too-large',
  ],
] as const)('a request that is %s is answered in the same shape', async (_, request, name) => {
  const { app } = openApp()
  await app.listen({ host: '127.0.0.1', port: 0 })
  const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1')
  socket.write(request)
  const answer = await text(socket)
  expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${httpErrors[name].status} `))
  expect(answer).toContain(`"type":"urn:calltrail:problem:${name}"`)
})

test('a connection too many is closed at once, and said so; the others work on', async () => {
  const { app, log } = openApp(undefined, { maxConnections: 1 })
  await app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = app.server.address() as AddressInfo
  const first = connect(port, '127.0.0.1')
  await once(app.server, 'connection')
  const second = connect(port, '127.0.0.1').on('error', () => {})
  await once(second, 'close')
  expect(log()).toContain('"reason":"too-many-connections"')
  first.write('GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n')
  expect(await text(first)).toMatch(/^HTTP\/1.1 404 /)
})

describe('when the app closes', () => {
  test('a request that is under way is finished, and its connection does not stay open', async () => {
    const isClosing = () => expect.poll(() => app.server.listening).toBe(false)
    const { app, published } = openApp(async () => {
      await isClosing()
      return 'accepted'
    })
    const address = await app.listen({ host: '127.0.0.1', port: 0 })
    const { method, headers, payload } = webhook()
    const answer = fetch(`${address}/webhook/call-ended`, {
      method: method as string,
      headers: headers as Record<string, string>,
      body: payload as string,
    })
    await expect.poll(() => published.length).toBe(1)
    expect(await millisecondsOf(app.close())).toBeLessThan(1_000)
    expect((await answer).status).toBe(202)
  })

  test.each([
    ['in its headers', 'POST /webhook/call-ended HTTP/1.1\r\nhost:'],
    ['in its body', 'POST /webhook/call-ended HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\n{'],
  ])('a request that stops half-way, %s, is waited for a little and then cut', async (_, half) => {
    const { app, published } = openApp(undefined, { closeGraceMs: 200 })
    await app.listen({ host: '127.0.0.1', port: 0 })
    const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1')
    const cut = once(socket, 'close')
    socket.on('error', () => {}).write(half)
    const [accepted] = (await once(app.server, 'connection')) as [Socket]
    await expect.poll(() => accepted.bytesRead).toBe(half.length)
    const closeMs = await millisecondsOf(app.close())
    expect(closeMs).toBeGreaterThan(150)
    expect(closeMs).toBeLessThan(1_000)
    await cut
    expect(published).toEqual([])
  })
})

async function millisecondsOf(work: Promise<unknown>): Promise<number> {
  const startedAt = performance.now()
  await work
  return performance.now() - startedAt
}

test('the log has one line per webhook, with its id, and nothing personal or secret', async () => {
  const { app, log } = openApp()
  const request = webhook()
  await app.inject(request)
  expect(log().trim().split('\n')).toHaveLength(1)
  expect(log()).toContain('"eventId":"conversation-111:user-agent-1","status":"accepted"')
  await app.inject(webhook({ ...call, callerId: 5551234567 }))
  await app.inject({ ...request, headers: { ...request.headers, 'x-genesys-webhook-timestamp': '1' } })
  expect(log().trim().split('\n')).toHaveLength(3)
  expect(log()).not.toContain('5551234567')
  expect(log()).not.toContain(signatureOf('secret', timestamp, Buffer.from(JSON.stringify(call))))
})
