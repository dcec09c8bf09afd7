/**
 * @platformatic/kafka-hooks as its documentation has it: `POST /topics/<topic>` puts a body into Kafka as it came, without looking at it.
 *
 * It publishes only to topics that it also consumes and sends on by HTTP. That is no part of what is compared, so the target never answers,
 * and one record at a time may be under way to it: the consumer takes a few records and then waits.
 */
import { env } from 'node:process'
import { create } from '@platformatic/kafka-hooks'
import { announce } from './announce.js'

const { KAFKA_BROKERS: brokers, TOPIC: topic, UNANSWERING_URL: url } = env

const app = await create(import.meta.dirname, {
  server: { hostname: '127.0.0.1', port: 0, logger: { level: 'warn' } },
  kafka: {
    brokers: brokers.split(','),
    topics: [{ topic, url, dlq: false }],
    concurrency: 1,
    consumer: {
      groupId: `kafka-hooks-${process.pid}`,
      mode: 'latest',
      highWaterMark: 1,
      maxBytes: 1,
    },
  },
})
announce(await app.start({ listen: true }))
