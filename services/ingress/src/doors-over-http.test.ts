/**
 * What holds at every door, over HTTP.
 */
import type { InjectOptions } from 'fastify'
import { describe, expect, test } from 'vitest'
import { signatureOf } from './domain/signature.ts'
import { openDoors } from './doors.ts'
import { EventNotTaken, TooManyUnderWay } from './ports/event-publisher.ts'
import { dataActionInput, eventBridgeEvent } from './testing/genesys-samples.ts'
import { bodyLimitBytes, doorSecrets, expectProblem, now, openApp } from './testing/open-app.ts'

const timestamp = String(now / 1_000)
const { webhookSecrets, eventBridgeSecrets, dataActionSecrets } = doorSecrets
const conversationId = '3b0f6f0a-8d8e-4a43-9f0c-5d5a1f6b7c21'

interface Knock {
  readonly path: string
  /** The same call by every door. */
  readonly body: Record<string, unknown>
  readonly eventId: string
  /** Ways to prove that one may come. */
  readonly proofs: readonly Proof[]
  /** Ways not to. */
  readonly refused: Readonly<Record<string, Proof>>
}

type Proof = (payload: string | Buffer) => Record<string, string>

const sign =
  (secret: string): Proof =>
  (payload) => ({
    'x-genesys-webhook-timestamp': timestamp,
    'x-genesys-webhook-signature': signatureOf(secret, timestamp, Buffer.from(payload)),
  })
const apiKey =
  (secret: string): Proof =>
  () => ({ 'x-api-key': secret })
const bearer =
  (secret: string): Proof =>
  () => ({ authorization: `Bearer ${secret}` })

const withoutSecret = (others: readonly string[]): Knock['refused'] => ({
  nothing: () => ({}),
  'a wrong key': apiKey('guess'),
  'a wrong bearer': bearer('guess'),
  'an empty bearer': bearer(''),
  'another kind of credentials': () => ({
    authorization: `Basic ${Buffer.from(others[0]!).toString('base64')}`,
  }),
  'the secret of another door': bearer(others[0]!),
  'a signature': sign(webhookSecrets[0]!),
})

const knocks: readonly Knock[] = [
  {
    path: '/webhook/call-ended',
    body: {
      conversationId,
      participantId: 'agent-1',
      direction: 'INBOUND',
      callerId: '+15551234567',
      startTime: '2026-03-14T10:00:00Z',
      endTime: '2026-03-14T10:10:30.250Z',
    },
    eventId: `${conversationId}:agent-1`,
    proofs: webhookSecrets.map(sign),
    refused: {
      nothing: () => ({}),
      'a wrong signature': sign('guess'),
      'the secret itself': bearer(webhookSecrets[0]!),
    },
  },
  {
    path: '/webhook/eventbridge',
    body: eventBridgeEvent(),
    eventId: conversationId,
    proofs: [...eventBridgeSecrets.map(apiKey), ...eventBridgeSecrets.map(bearer)],
    refused: withoutSecret(dataActionSecrets),
  },
  {
    path: '/webhook/data-action',
    body: dataActionInput(),
    eventId: conversationId,
    proofs: [...dataActionSecrets.map(bearer), ...dataActionSecrets.map(apiKey)],
    refused: withoutSecret(eventBridgeSecrets),
  },
]

function requestTo(
  { path, body, proofs }: Knock,
  {
    payload = body,
    prove = proofs[0]!,
    headers = {},
  }: { payload?: unknown; prove?: Proof; headers?: object } = {},
): InjectOptions {
  const bytes = typeof payload === 'string' || Buffer.isBuffer(payload) ? payload : JSON.stringify(payload)
  return {
    method: 'POST',
    url: path,
    payload: bytes,
    headers: { 'content-type': 'application/json', ...prove(bytes), ...headers },
  }
}

describe.each(knocks)('at $path', (knock) => {
  const { path, eventId, body } = knock

  test('an event is published, then answered with 202; every active secret opens', async () => {
    const { app, published } = openApp()
    for (const prove of knock.proofs) {
      const answer = await app.inject(requestTo(knock, { prove }))
      expect(answer.statusCode).toBe(202)
      expect(answer.json()).toEqual({ eventId, status: 'accepted' })
    }
    expect(published).toHaveLength(knock.proofs.length)
    expect(new Set(published.map(({ event }) => event.eventId))).toEqual(new Set([eventId]))
    expect(published[0]?.event).toMatchObject({
      callerId: '+15551234567',
      durationSeconds: 630,
      receivedAt: now,
    })
  })

  test.each(Object.entries(knock.refused))(
    '%s is answered with 401, and the body is not looked at',
    async (_, prove) => {
      const { app, published, ignored } = openApp()
      const answers = await Promise.all(
        [body, 'not JSON', {}, { 'detail-type': 'other' }].map((payload) =>
          app.inject(requestTo(knock, { payload, prove })),
        ),
      )
      for (const answer of answers) {
        expectProblem(answer, 'unauthorized')
        expect(answer.json()).toMatchObject({ error: 'Unauthorized' })
      }
      expect(new Set(answers.map((answer) => answer.body)).size).toBe(1)
      expect([...published, ...ignored]).toEqual([])
    },
  )

  test.each(['application/json; charset=utf-8', 'Application/JSON;charset="UTF-8"'])(
    '%s is JSON',
    async (type) => {
      const { app } = openApp()
      const answer = await app.inject(requestTo(knock, { headers: { 'content-type': type } }))
      expect(answer.statusCode).toBe(202)
    },
  )

  test.each(['text/plain', 'application/cloudevents+json', 'application/json; charset=utf-16', ''])(
    'the content type %j is answered with 415',
    async (type) => {
      const { app } = openApp()
      const answer = await app.inject(requestTo(knock, { headers: { 'content-type': type } }))
      expectProblem(answer, 'content-type-unsupported')
    },
  )

  test('a body above the limit is answered with 413, whoever sends it', async () => {
    const { app } = openApp()
    const payload = { ...body, more: 'x'.repeat(bodyLimitBytes) }
    for (const prove of [knock.proofs[0]!, knock.refused['nothing']!]) {
      expectProblem(await app.inject(requestTo(knock, { payload, prove })), 'body-too-large')
    }
  })

  test.each([
    ['not JSON', '{"ani": +15551234567}', 'it cannot be read on from line 1, column 9.'],
    ['empty', '', 'The body is empty.'],
    ['not UTF-8', Buffer.from([0x7b, 0xff, 0x7d]), 'The body is not UTF-8 text.'],
  ])('a body that is %s is answered with 400, saying where but not what', async (_, payload, detail) => {
    const { app, log } = openApp()
    const answer = await app.inject(requestTo(knock, { payload }))
    expectProblem(answer, 'body-not-json')
    expect(answer.json<{ detail: string }>().detail).toContain(detail)
    expect(answer.body + log()).not.toContain('5551234')
  })

  test.each([
    'null',
    '[]',
    '{}',
    '"text"',
    '1e999',
    '{"__proto__":{}}',
    `${'['.repeat(2_000)}${']'.repeat(2_000)}`,
  ])('the JSON %s is answered with 400, naming what is wrong', async (payload) => {
    const { app, published } = openApp()
    const answer = await app.inject(requestTo(knock, { payload }))
    expectProblem(answer, 'event-invalid')
    expect(answer.json<{ errors: unknown[] }>().errors.length).toBeGreaterThan(0)
    expect(published).toEqual([])
  })

  test('a valid traceparent goes along, another one does not', async () => {
    const { app, published } = openApp()
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'
    await app.inject(requestTo(knock, { headers: { traceparent } }))
    await app.inject(requestTo(knock, { headers: { traceparent: 'x' } }))
    expect(published.map(({ context }) => context.traceparent)).toEqual([traceparent, undefined])
  })

  test('what becomes of the event is answered', async () => {
    const statusOf = async (...published: Parameters<typeof openApp>) =>
      (await openApp(...published).app.inject(requestTo(knock))).json<{ status: unknown }>().status
    expect(await statusOf(async () => 'spooled')).toBe('spooled')
    expect(await statusOf(async () => 'duplicate')).toBe('duplicate')
    expect(await statusOf(() => Promise.reject(new EventNotTaken('away')))).toBe(503)
    expect(await statusOf(() => Promise.reject(new TooManyUnderWay('full')))).toBe(429)
    expect(await statusOf(() => Promise.reject(new Error('ours')))).toBe(500)
  })

  test.each(['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const)(
    '%s is answered with 405',
    async (method) => {
      const { app } = openApp()
      const answer = await app.inject({ method, url: `${path}?x=1` })
      expect(answer.statusCode).toBe(405)
      expect(answer.headers['allow']).toBe('POST')
    },
  )

  test('the log has one line per request, with the door, and nothing personal or secret', async () => {
    const { app, log } = openApp()
    await app.inject(requestTo(knock))
    await app.inject(requestTo(knock, { payload: {} }))
    await app.inject(requestTo(knock, { prove: knock.refused['nothing']! }))
    const lines = log()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(lines).toMatchObject([
      { door: path, eventId, status: 'accepted' },
      { door: path, reason: 'event-invalid' },
      { door: path, reason: expect.stringMatching(/missing$/) },
    ])
    for (const secret of [...eventBridgeSecrets, ...dataActionSecrets]) expect(log()).not.toContain(secret)
    expect(log()).not.toContain('5551234567')
  })

  test('each refusal is a line with the door and the reason', async () => {
    const { app, log } = openApp(() => Promise.reject(new TooManyUnderWay('full')))
    await app.inject(requestTo(knock))
    await app.inject(requestTo(knock, { headers: { 'content-type': 'text/plain' } }))
    await app.inject(requestTo(knock, { payload: 'x'.repeat(bodyLimitBytes + 1) }))
    const lines = log().trim().split('\n')
    expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { door: path, reason: 'too-many-events' },
      { door: path, reason: 'content-type-unsupported' },
      { door: path, reason: 'body-too-large' },
    ])
  })

  test('while it is closed there is nothing at its path', async () => {
    const doors = openDoors(doorSecrets).filter((door) => door.path !== path)
    const { app } = openApp(undefined, { doors })
    for (const request of [requestTo(knock), { method: 'GET', url: path } as const]) {
      const answer = await app.inject(request)
      expectProblem(answer, 'not-found')
      expect(answer.json<{ detail: string }>().detail).not.toContain(path)
    }
  })
})

test.each([
  ['/webhook/eventbridge', eventBridgeEvent({ mediaType: 'CHAT' }), 'not a phone call'],
  [
    '/webhook/eventbridge',
    { ...eventBridgeEvent(), 'detail-type': 'v2.users.{id}.presence' },
    'not the end of a call',
  ],
  ['/webhook/data-action', dataActionInput({ mediaType: 'CHAT' }), 'not a phone call'],
])('what %s is not for is answered as ignored, counted and logged: %#', async (path, payload, reason) => {
  const { app, published, ignored, log } = openApp()
  const knock = knocks.find((one) => one.path === path)!
  const answer = await app.inject(requestTo(knock, { payload }))
  expect(answer.statusCode).toBe(202)
  expect(answer.json()).toEqual({ status: 'ignored', reason })
  expect(published).toEqual([])
  expect(ignored).toEqual([{ door: path, reason }])
  expect(JSON.parse(log())).toMatchObject({ door: path, status: 'ignored', reason })
})
