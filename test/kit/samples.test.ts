import { createServer } from 'node:http'
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventIdOf, loadSamples, readSample, sendSample, withConversationSuffix } from './samples.ts'
import type { Sample } from './samples.ts'
import { signatureOf } from './webhook.ts'

const samples = await loadSamples()

describe('the sample files', () => {
  it('are at least twenty, each with a title and an identity of its own', () => {
    expect(samples.length).toBeGreaterThanOrEqual(20)
    const titles = samples.map(({ title }) => title)
    const conversations = samples.flatMap((sample) => eventIdOf(sample) ?? [])
    expect(new Set(titles).size).toBe(titles.length)
    expect(new Set(conversations).size).toBe(conversations.length)
  })

  it('begin with the documented payload, to the letter', () => {
    expect(samples[0]).toMatchObject({
      name: '01-inbound-as-documented',
      payload: {
        conversationId: 'conversation-111',
        participantId: 'user-agent-1',
        conversationType: 'phone',
        callerId: '+15551234567',
        calleeId: '+18001234567',
        direction: 'INBOUND',
        startTime: '2026-03-14T10:00:00Z',
        endTime: '2026-03-14T10:10:30Z',
        durationSeconds: 630,
        recordingId: 'recording-222',
        agentId: 'user-agent-1',
        agentName: 'Agent Smith',
        queueId: 'queue-456',
        queueName: 'Support Queue',
        interactionId: 'interaction-123',
        attributes: {
          contact_id: '003xx000003SG',
          account_id: '001xx000002Edc',
          customer_tier: 'Premium',
        },
      },
    })
  })

  it.each(['logged', 'skipped', 'refused'])('have calls that are to be %s', (becomes) => {
    expect(samples.filter(({ expect }) => expect.becomes === becomes).length).toBeGreaterThan(0)
  })

  it('name the file and the fault when one cannot be read', () => {
    const { name: _, ...file } = sampleWith({ times: 2 })
    expect(() => readSample('99-odd.json', JSON.stringify({ ...file, shwos: 'typing error' }))).toThrow(
      /^99-odd\.json is not a sample:[^]*shwos/,
    )
    expect(() => readSample('99-odd.json', JSON.stringify(file))).toThrow('as many answers')
  })
})

describe('the event id of a sample', () => {
  it('is conversation and participant, or the conversation alone', () => {
    const sample = sampleWith({})
    expect(eventIdOf(sample)).toBe('conversation-1:participant-1')
    expect(eventIdOf({ ...sample, payload: { conversationId: 'conversation-1' } })).toBe('conversation-1')
  })

  it('is none when the body is no payload', () => {
    const { payload: _, ...rest } = sampleWith({})
    expect(eventIdOf({ ...rest, body: 'no JSON' })).toBeUndefined()
  })

  it('is another one after a suffix was added', () => {
    expect(eventIdOf(withConversationSuffix(sampleWith({}), '-x'))).toBe('conversation-1-x:participant-1')
  })

  it('stands in the Task that is expected then, where one expects it there', async () => {
    const [sample] = await loadSamples()
    const { expect: expected } = withConversationSuffix(sample!, '-x')
    expect(expected).toMatchObject({ task: { CallObject: 'conversation-111-x', Type: 'Call' } })
  })
})

describe('sending a sample', () => {
  const received: { headers: IncomingHttpHeaders; body: string }[] = []
  let answer: object = { eventId: 'conversation-1:participant-1', status: 'accepted' }
  const server = createServer((request, response) => void take(request, response))

  async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    received.push({ headers: request.headers, body: await text(request) })
    response.writeHead('error' in answer ? 400 : 202).end(JSON.stringify(answer))
  }

  let url: string

  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  afterAll(() => void server.close())

  async function send(how: Partial<Sample['send']>) {
    received.length = 0
    return sendSample(sampleWith(how), url, 'secret')
  }

  it('signs what it sends, as often as it says', async () => {
    const { answers } = await send({ times: 3 })
    expect(received).toHaveLength(3)
    for (const { headers, body } of received) {
      const timestamp = String(headers['x-genesys-webhook-timestamp'])
      expect(headers['x-genesys-webhook-signature']).toBe(signatureOf(body, timestamp, 'secret'))
      expect(Math.abs(Date.now() - Number(timestamp))).toBeLessThan(10_000)
    }
    expect(answers).toHaveLength(3)
    expect(answers[0]).toMatchObject({
      code: 202,
      status: 'accepted',
      eventId: 'conversation-1:participant-1',
    })
  })

  it('signs with another secret when the signature is to be wrong', async () => {
    await send({ signature: 'wrong' })
    const { headers, body } = received[0]!
    const right = signatureOf(body, String(headers['x-genesys-webhook-timestamp']), 'secret')
    expect(headers['x-genesys-webhook-signature']).not.toBe(right)
  })

  it('leaves the signature out when it is to be missing', async () => {
    await send({ signature: 'missing' })
    expect(received[0]!.headers).not.toHaveProperty('x-genesys-webhook-signature')
  })

  it('signs an old timestamp, and says another content type, when told so', async () => {
    await send({ timestampOffsetSeconds: -600, contentType: 'text/plain' })
    const { headers } = received[0]!
    expect(Number(headers['x-genesys-webhook-timestamp'])).toBeLessThan(Date.now() - 599_000)
    expect(headers['content-type']).toBe('text/plain')
  })

  it('reads the phrase and the members at fault from a refusal, and not its status', async () => {
    answer = { status: 400, error: 'Bad Request', errors: [{ field: 'endTime', message: 'is missing' }] }
    const { answers } = await send({})
    expect(answers).toEqual([
      { code: 400, eventId: undefined, status: undefined, error: 'Bad Request', membersAtFault: ['endTime'] },
    ])
  })
})

function sampleWith(how: Partial<Sample['send']>) {
  return {
    name: '01-a-call',
    title: 'A call',
    shows: 'What it shows.',
    send: {
      times: 1,
      contentType: 'application/json',
      signature: 'valid',
      timestampOffsetSeconds: 0,
      ...how,
    },
    payload: { conversationId: 'conversation-1', participantId: 'participant-1' },
    expect: { answers: [{ code: 202, status: 'accepted' }], becomes: 'refused' },
  } satisfies Sample
}
