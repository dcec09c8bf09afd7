/**
 * How the outcomes of a batch are divided into transactions that a broker takes. Pure.
 */
import type { KafkaMessage } from 'kafkajs'
import { messageBytes } from './message-bytes.ts'
import type { Routed } from './route.ts'

/** A record, and the messages that carry its outcome: they stay together. */
interface Settled {
  readonly message: Pick<KafkaMessage, 'offset'>
  readonly routed: readonly Routed[]
}

export interface Commit<Record extends Settled> {
  readonly records: readonly Record[]
  /** The offset after the last record whose outcome is in it. */
  readonly nextOffset: bigint
}

/**
 * A broker takes a megabyte for one partition at once (`max.message.bytes`), and everything may be for the same one. A message that is
 * larger has a transaction of its own.
 */
const maxCommitBytes = 900_000

export function commitsOf<Record extends Settled>(records: readonly Record[]): readonly Commit<Record>[] {
  const commits: Commit<Record>[] = []
  let together: Record[] = []
  let bytes = 0
  for (const record of records) {
    const size = record.routed.reduce((sum, { message }) => sum + messageBytes(message), 0)
    if (bytes > 0 && bytes + size > maxCommitBytes) {
      commits.push({ records: together, nextOffset: BigInt(record.message.offset) })
      together = []
      bytes = 0
    }
    together.push(record)
    bytes += size
  }
  const last = records.at(-1)
  return last ? [...commits, { records: together, nextOffset: BigInt(last.message.offset) + 1n }] : commits
}
