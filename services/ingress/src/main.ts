import { connectKafka, connectRegistry, loadConfig, runService, serveHealth } from '@calltrail/runtime'
import { withDeadline } from './adapters/deadline.ts'
import { withDeduplication } from './adapters/deduplication.ts'
import { openKafkaEventPublisher } from './adapters/kafka-event-publisher.ts'
import { buildApp } from './app.ts'
import { ingressConfig } from './config.ts'

await runService('ingress', async (life) => {
  const config = loadConfig(ingressConfig, process.env)
  const now = Date.now

  const kafka = connectKafka(config, 'calltrail-ingress', life.log)
  const registry = connectRegistry(config)
  const publisher = life.own(await openKafkaEventPublisher({ kafka, registry, now }))

  const app = buildApp({
    log: life.log,
    bodyLimitBytes: config.bodyLimitBytes,
    publisher: withDeduplication(withDeadline(publisher, config.publishTimeoutMs), config),
    signaturePolicy: {
      secrets: config.webhookSecrets,
      toleranceMs: config.webhookToleranceSeconds * 1_000,
    },
    now,
  })
  const health = life.own(
    await serveHealth(config, { isReady: () => app.server.listening, metrics: life.metrics }),
  )
  // Owned last, closed first: requests that are under way are finished while the publisher is still there.
  life.own(app)
  const url = await app.listen({ host: config.host, port: config.port })
  life.log.info({ url, healthUrl: health.url }, 'started')
})
