import {
  connectKafka,
  connectRegistry,
  counterOf,
  kafkaAccess,
  runService,
  serveHealth,
} from '@calltrail/runtime'
import { callsEnded, ingressRights } from '@calltrail/schemas'
import { withDeadline } from './adapters/deadline.ts'
import { withDeduplication } from './adapters/deduplication.ts'
import { doorMetrics } from './adapters/door-metrics.ts'
import { openKafkaEventPublisher } from './adapters/kafka-event-publisher.ts'
import { kafkaRefusals } from './adapters/kafka-refusals.ts'
import { withLimit } from './adapters/limit.ts'
import { maxDrainEvents } from './adapters/spool-drain.ts'
import { observeSpool } from './adapters/spool-metrics.ts'
import { withSpool } from './adapters/spooling.ts'
import { openSqliteEventSpool } from './adapters/sqlite-event-spool.ts'
import { buildApp } from './app.ts'
import { loadIngressConfig } from './config.ts'
import { openDoors } from './doors.ts'
import { EventNotTaken, TooManyUnderWay } from './ports/event-publisher.ts'
import { refusals as webhookRefusals } from './refusals.ts'

await runService('ingress', process.env, loadIngressConfig, async (life, config) => {
  const { log, metrics } = life
  const { publishTimeoutMs, maxEventsUnderWay } = config
  const now = Date.now

  const spool = openSqliteEventSpool({
    directory: config.spoolDirectory,
    maxBytes: config.spoolMaxBytes,
    log,
  })
  life.own({ [Symbol.asyncDispose]: async () => spool[Symbol.dispose]() }, 'spool')
  observeSpool(metrics.meter, spool, config.spoolMaxBytes)

  const kafka = connectKafka(config, 'calltrail-ingress', log)
  const registry = connectRegistry(config)
  const sent = counterOf(metrics.meter, 'messaging.client.sent.messages')
  const access = kafkaAccess(kafka, ingressRights)
  await access.proveUnlessAway()
  const refusals = kafkaRefusals(access, log)
  const onSent = (events: number) => {
    refusals.sent()
    sent.add(events, { 'messaging.destination.name': callsEnded.name })
  }
  const kafkaPublisher = life.own(
    openKafkaEventPublisher({
      kafka,
      registry,
      now,
      onFatal: life.fail,
      onSent,
      onNotSent: refusals.notSent,
    }),
    'Kafka producer',
  )

  // kafkajs goes on for minutes with what nobody waits for any longer: that must not pile up.
  const bounded = withLimit(
    kafkaPublisher,
    maxEventsUnderWay + maxDrainEvents,
    () => new EventNotTaken('Kafka has not settled what it was handed before'),
  )
  const spooling = life.own(withSpool(withDeadline(bounded, publishTimeoutMs), { spool, log }), 'spool drain')
  const publisher = withLimit(
    withDeduplication(spooling, config),
    maxEventsUnderWay,
    () => new TooManyUnderWay(`${maxEventsUnderWay} events are under way`),
  )

  const doors = openDoors(config)
  const paths = doors.map(({ path }) => path)
  const counts = doorMetrics(metrics.meter, paths, webhookRefusals)
  const app = buildApp({
    log,
    bodyLimitBytes: config.bodyLimitBytes,
    maxConnections: config.maxConnections,
    doors,
    publisher,
    counts,
    now,
  })
  const health = life.own(
    await serveHealth(config, {
      isReady: () => app.server.listening,
      metrics,
      details: () => ({ spool: spool.depth() }),
    }),
    'health server',
  )
  // Owned last, closed first: requests that are under way are finished while the publisher is still there.
  life.own(app, 'webhook server')
  const url = await app.listen({ host: config.host, port: config.port })
  log.info({ url, healthUrl: health.url, doors: paths }, 'started')
})
