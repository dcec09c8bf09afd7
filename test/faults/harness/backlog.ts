import { setTimeout as sleep } from 'node:timers/promises'
import { enricherTopics, sinkTopics } from '@calltrail/schemas'
import type { Admin } from 'kafkajs'
import type { Bench } from './bench.ts'
import type { Delivery } from './books.ts'
import { audit, countOf } from './ledger.ts'
import type { Observer } from './observer.ts'

const pollMs = 250
/** So long nothing must have come any more before the books are closed. */
const quietMs = 1_000

/** Waits until every accepted call has its outcome, nothing is left to be read, and nothing more comes. */
export async function drained(
  bench: Bench,
  prefix: string,
  deliveries: readonly Delivery[],
  { withinMs, signal, say }: { withinMs: number; signal: AbortSignal; say: (what: string) => void },
): Promise<boolean> {
  const deadline = performance.now() + withinMs
  for (;;) {
    const open = countOf(audit(deliveries, bench.observer.seen(prefix)), 'lost')
    // A broker that has only just come back may not know yet who coordinates a group.
    const unfinished = await unfinishedPartitions(bench.admin, bench.observer).catch(() => NaN)
    const isQuiet = Date.now() - bench.observer.lastReadAt() >= quietMs
    if (open === 0 && unfinished === 0 && isQuiet) return true
    if (performance.now() > deadline) return false
    say(`draining: ${open} calls open, ${unfinished} partitions not read to their end`)
    await sleep(pollMs, undefined, { signal })
  }
}

/**
 * How many partitions of the stages' input and retry topics hold a record that is seen but not committed yet. Offsets behind the last
 * record do not count: they are marks of transactions.
 */
async function unfinishedPartitions(admin: Admin, observer: Observer): Promise<number> {
  let unfinished = 0
  for (const { consumerGroup, input, retryTiers } of [enricherTopics, sinkTopics]) {
    const topics = [input.name, ...retryTiers]
    for (const { topic, partitions } of await admin.fetchOffsets({ groupId: consumerGroup, topics })) {
      const committed = new Map(partitions.map(({ partition, offset }) => [partition, BigInt(offset)]))
      for (const [partition, last] of observer.lastOffsets(topic)) {
        if ((committed.get(partition) ?? 0n) <= last) unfinished += 1
      }
    }
  }
  return unfinished
}
