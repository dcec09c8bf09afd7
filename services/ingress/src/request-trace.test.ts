import { outlineOf, recordSpans } from '@calltrail/runtime/testing'
import type { InjectOptions } from 'fastify'
import { expect, it } from 'vitest'
import { signatureOf } from './domain/signature.ts'
import { EventNotTaken } from './ports/event-publisher.ts'
import { now, openApp } from './testing/open-app.ts'

const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'
const door = '/webhook/call-ended'
const timestamp = String(now / 1_000)
const payload = JSON.stringify({
  conversationId: 'conversation-111',
  participantId: 'user-agent-1',
  direction: 'INBOUND',
  callerId: '+15551234567',
  startTime: '2026-03-14T10:00:00Z',
  endTime: '2026-03-14T10:10:30Z',
})

function webhook(changes: InjectOptions = {}): InjectOptions {
  return {
    method: 'POST',
    url: door,
    payload,
    ...changes,
    headers: {
      'content-type': 'application/json',
      'x-genesys-webhook-timestamp': timestamp,
      'x-genesys-webhook-signature': signatureOf('secret', timestamp, Buffer.from(payload)),
      traceparent,
      ...changes.headers,
    },
  }
}

it('a request to a door is a span in its sender’s trace, and what is published goes on from it', async () => {
  using recorded = recordSpans()
  const { app, published } = openApp()
  await app.inject(webhook())
  const span = recorded.one(`POST ${door}`)
  expect(outlineOf(span)).toMatchObject({ kind: 'SERVER', failed: false, conversation: 'conversation-111' })
  expect(span.parentSpanContext?.spanId).toBe('00f067aa0ba902b7')
  expect(span.attributes).toMatchObject({
    'http.route': door,
    'http.request.method': 'POST',
    'http.response.status_code': 202,
    'calltrail.status': 'accepted',
  })
  const { traceId, spanId } = span.spanContext()
  expect(published[0]?.context.traceparent).toBe(`00-${traceId}-${spanId}-01`)
})

it('a failure of ours is one of the span, without what the error says', async () => {
  using recorded = recordSpans()
  const { app } = openApp(() => Promise.reject(new EventNotTaken('boom with "+4915112345678" of Müller')))
  await app.inject(webhook())
  const span = recorded.one(`POST ${door}`)
  expect(outlineOf(span).failed).toBe(true)
  expect(JSON.stringify([span.status, span.events, span.attributes])).not.toMatch(/4915112345678|Müller/)
})

it('a refused request is no failure of ours', async () => {
  using recorded = recordSpans()
  const { app } = openApp()
  await app.inject(webhook({ headers: { 'x-genesys-webhook-signature': 'wrong' } }))
  const span = recorded.one(`POST ${door}`)
  expect(outlineOf(span).failed).toBe(false)
  expect(span.attributes['http.response.status_code']).toBe(401)
})

it('who knocks elsewhere is not traced, whatever the path says', async () => {
  using recorded = recordSpans()
  const { app } = openApp()
  await app.inject({ method: 'GET', url: '/patient/+4915112345678/M%C3%BCller', headers: { traceparent } })
  await app.inject({ method: 'GET', url: `${door}?number=+4915112345678`, headers: { traceparent } })
  expect(recorded.spans).toEqual([])
})

it('what a stranger gives as baggage goes nowhere', async () => {
  using recorded = recordSpans()
  const { app } = openApp()
  await app.inject(webhook({ headers: { baggage: 'app.conversation.id=somebody-elses' } }))
  expect(outlineOf(recorded.one(`POST ${door}`)).conversation).toBe('conversation-111')
})

it('another method at a door is counted as refused', async () => {
  const { app, refused } = openApp()
  await app.inject({ method: 'GET', url: door })
  expect(refused).toEqual([{ door, reason: 'method-not-allowed' }])
})
