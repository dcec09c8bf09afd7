/**
 * How the outcomes of a batch are divided into transactions that a broker takes. Pure.
 */
import type { KafkaMessage } from 'kafkajs'
import { messageBytes } from './message-bytes.ts'
import type { Routed } from './route.ts'

export interface Commit {
  readonly outgoing: readonly Routed[]
  /** The offset after the last record whose outcome is in it. */
  readonly nextOffset: bigint
}

/**
 * A broker takes a megabyte for one partition at once (`max.message.bytes`), and everything may be for the same one. A message that is
 * larger has a transaction of its own.
 */
const maxCommitBytes = 900_000

/** @param routed the messages that carry each record's outcome, as long as `records`; they stay together */
export function commitsOf(
  records: readonly KafkaMessage[],
  routed: readonly (readonly Routed[])[],
): readonly Commit[] {
  const commits: Commit[] = []
  let outgoing: Routed[] = []
  let bytes = 0
  for (const [index, record] of records.entries()) {
    const messages = routed[index]!
    const size = messages.reduce((sum, { message }) => sum + messageBytes(message), 0)
    if (bytes > 0 && bytes + size > maxCommitBytes) {
      commits.push({ outgoing, nextOffset: BigInt(record.offset) })
      outgoing = []
      bytes = 0
    }
    outgoing.push(...messages)
    bytes += size
  }
  const last = records.at(-1)
  return last ? [...commits, { outgoing, nextOffset: BigInt(last.offset) + 1n }] : commits
}
