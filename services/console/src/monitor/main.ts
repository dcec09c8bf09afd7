import { connectKafka, kafkaAccess, loadConfig, runService, serveHealth } from '@calltrail/runtime'
import { rightsOf } from '@calltrail/schemas'
import { monitorConfig } from '../config.ts'
import { openWatchDesk } from '../health/desk.ts'
import { currentHealth } from './current-health.ts'
import { healthPage } from './health-page.ts'
import { startWatch } from './watch.ts'
import { observeWatch } from './watch-metrics.ts'

const load = () => loadConfig(monitorConfig, process.env)

await runService('monitor', process.env, load, async ({ log, metrics, own }, config) => {
  const now = Date.now
  await kafkaAccess(connectKafka(config, 'calltrail-monitor', log), rightsOf('monitor')).proveUnlessAway()
  const open = (signal: AbortSignal) => openWatchDesk(config, signal)
  const watch = own(startWatch({ open, intervalMs: config.intervalMs, log, now }), 'watch')
  observeWatch(metrics.meter, watch, now)
  const health = currentHealth(watch, { lookBackMs: config.dedupeWindowSeconds * 1_000, now })
  const server = own(
    await serveHealth(config, {
      // One that has seen Kafka once does its work: that Kafka is away is what it is there to tell.
      isReady: watch.hasLooked,
      details: () => ({
        kafka: watch.sight() ? 'answers' : 'does not answer',
        lookedAt: new Date(watch.lookedAt()).toISOString(),
      }),
      metrics,
      pages: { '/': async () => healthPage(await health(), watch.lookedAt()) },
    }),
    'health port',
  )
  log.info({ healthUrl: server.url }, 'started')
})
