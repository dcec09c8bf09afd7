import { gaugeOf } from '@calltrail/runtime'
import type { Meter } from '@calltrail/runtime'
import type { Sight } from '../domain/stage-state.ts'
import type { Watch } from './watch.ts'

/** What the watch sees, as metrics. While Kafka does not answer there are none but for how long it has not. */
export function observeWatch(
  meter: Meter,
  watch: Pick<Watch, 'sight' | 'lookedAt'>,
  now: () => number,
): void {
  const secondsSince = (epochMs: number) => Math.max(0, now() - epochMs) / 1_000
  gaugeOf(meter, 'calltrail_monitor_looked_seconds', (tell) => tell(secondsSince(watch.lookedAt()), {}))

  gaugeOf(meter, 'calltrail_consumer_lag_records', (tell) => {
    for (const queue of queuesIn(watch.sight())) tell(queue.records, queue.labels)
  })
  gaugeOf(meter, 'calltrail_consumer_lag_seconds', (tell) => {
    for (const { dueAt, labels } of queuesIn(watch.sight())) {
      tell(dueAt === undefined ? 0 : secondsSince(dueAt), labels)
    }
  })

  for (const state of ['open', 'replayed', 'resolved'] as const) {
    gaugeOf(meter, `calltrail_dead_letters_${state}`, (tell) => {
      for (const [stage, counts] of watch.sight()?.deadLetters ?? []) tell(counts[state], { stage })
    })
  }
  gaugeOf(meter, 'calltrail_dead_letter_oldest_seconds', (tell) => {
    for (const [stage, { oldestOpen }] of watch.sight()?.deadLetters ?? []) {
      tell(oldestOpen === undefined ? 0 : secondsSince(oldestOpen), { stage })
    }
  })
}

function queuesIn(sight: Sight | undefined) {
  return (sight?.queues ?? []).map(({ input, partition, records, dueAt }) => ({
    records,
    dueAt,
    labels: { stage: input.stage, topic: input.name, partition: String(partition) },
  }))
}
