/**
 * The straightforward way into Kafka: each webhook is verified, parsed, written as Avro and sent, by itself, and answered when Kafka has it.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import {
  connectKafka,
  connectProducer,
  connectRegistry,
  eventHeaders,
  openEventWriter,
} from '@calltrail/runtime'
import { callsEnded } from '@calltrail/schemas'
import type { CallEnded } from '@calltrail/schemas'
import fastify from 'fastify'
import { pino } from 'pino'
import { announce } from '../../pipeline/programs/announce.ts'

/** The body, of which nothing is checked. */
interface CallEndedBody extends Omit<
  CallEnded,
  'eventId' | 'scope' | 'startedAt' | 'endedAt' | 'receivedAt'
> {
  readonly startTime: string
  readonly endTime: string
}

const { KAFKA_BROKERS, SCHEMA_REGISTRY_URL, GENESYS_WEBHOOK_SECRET } = process.env
const secret = GENESYS_WEBHOOK_SECRET!
const kafka = connectKafka({ kafkaBrokers: KAFKA_BROKERS!.split(',') }, 'bench', pino({ enabled: false }))
const producer = await connectProducer(kafka)
const writer = await openEventWriter(connectRegistry({ schemaRegistryUrl: SCHEMA_REGISTRY_URL! }), callsEnded)

const app = fastify()
app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) =>
  done(null, body),
)
app.post<{ Body: Buffer }>('/webhook/call-ended', async ({ headers, body }, reply) => {
  const timestamp = String(headers['x-genesys-webhook-timestamp'])
  const given = Buffer.from(String(headers['x-genesys-webhook-signature']), 'base64')
  const expected = createHmac('sha256', secret).update(`${timestamp}.`).update(body).digest()
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return reply.code(401).send()

  const event = toEvent(JSON.parse(body.toString()) as CallEndedBody)
  const message = {
    key: callsEnded.key(event),
    value: await writer.encode(event),
    headers: eventHeaders(callsEnded.event, event.eventId, '/calltrail/bench', Date.now()),
  }
  await producer.send({ topic: callsEnded.name, acks: -1, messages: [message] })
  return reply.code(202).send({ eventId: event.eventId, status: 'accepted' })
})
announce({ url: await app.listen({ host: '127.0.0.1', port: 0 }) })

function toEvent({ startTime, endTime, ...others }: CallEndedBody): CallEnded {
  return {
    ...others,
    eventId: `${others.conversationId}:${others.participantId}`,
    scope: 'PARTICIPANT',
    startedAt: Date.parse(startTime),
    endedAt: Date.parse(endTime),
    receivedAt: Date.now(),
  }
}
