import { setTimeout as sleep } from 'node:timers/promises'
import { stages } from '@calltrail/schemas'
import type { StageTopics } from '@calltrail/schemas'
import type { Bench } from './bench.ts'
import type { Delivery } from './books.ts'
import { readyPage } from './health.ts'
import { audit, countOf } from './ledger.ts'

const pollMs = 250
/** So long nothing must have come any more before the books are closed. */
const quietMs = 1_000

/** Waits until every accepted call has its outcome, nothing is left to be read or in a spool, and nothing more comes. */
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
    const unfinished = await unfinishedPartitions(bench).catch(() => NaN)
    const spooled = await spooledEvents(bench).catch(() => NaN)
    const isQuiet = Date.now() - bench.observer.lastReadAt() >= quietMs
    if (open === 0 && unfinished === 0 && spooled === 0 && isQuiet) return true
    if (performance.now() > deadline) return false
    say(
      `draining: ${open} calls open, ${unfinished} partitions not read to their end, ${spooled} in the spool`,
    )
    await sleep(pollMs, undefined, { signal })
  }
}

async function unfinishedPartitions(bench: Bench): Promise<number> {
  const counts = stages.map(async (stage) => {
    const topics = [stage.input.name, ...stage.retryTiers]
    const behind = await Promise.all(topics.map((topic) => partitionsBehind(bench, stage, topic)))
    return behind.flat().length
  })
  return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0)
}

/**
 * The partitions of which the stage's group has not committed a record that was seen. Offsets behind the last record do not count:
 * they are marks of transactions.
 * @param seen the last offset of each; by default what has been seen by now
 */
export async function partitionsBehind(
  { admin, observer }: Bench,
  { consumerGroup: groupId }: Pick<StageTopics, 'consumerGroup'>,
  topic: string,
  seen: ReadonlyMap<number, bigint> = observer.lastOffsets(topic),
): Promise<number[]> {
  const [group] = await admin.fetchOffsets({ groupId, topics: [topic] })
  const committed = new Map(group!.partitions.map(({ partition, offset }) => [partition, BigInt(offset)]))
  return [...seen].flatMap(([partition, last]) =>
    (committed.get(partition) ?? 0n) <= last ? [partition] : [],
  )
}

async function spooledEvents({ services }: Bench): Promise<number> {
  const pages = await Promise.all(services.ingress.all().map((replica) => readyPage(replica)))
  return pages.reduce((sum, { spool }) => sum + (spool?.events ?? NaN), 0)
}
