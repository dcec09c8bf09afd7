import type { Admin, Kafka } from 'kafkajs'
import { openPartitionWriter } from './partition-writer.ts'
import type { InputPartition, PartitionWriter } from './partition-writer.ts'

/** The open writers of a stage, one per input partition that is assigned to this process. */
export interface PartitionWriters extends AsyncDisposable {
  of(input: InputPartition): Promise<PartitionWriter>
  /** Closes a writer that failed, so that the next use opens a new one. */
  discard(input: InputPartition): Promise<void>
  /** Closes the writers of every partition that is not in `assigned`. */
  retain(assigned: readonly InputPartition[]): Promise<void>
}

export function openPartitionWriters(
  kafka: Kafka,
  admin: Admin,
  stage: string,
  groupId: string,
): PartitionWriters {
  const open = new Map<string, Promise<PartitionWriter>>()

  async function close(name: string): Promise<void> {
    const writer = open.get(name)
    open.delete(name)
    // One that never opened has nothing to close.
    await writer?.then((opened) => opened[Symbol.asyncDispose]()).catch(() => undefined)
  }

  const closeAll = (names: Iterable<string>) => Promise.all([...names].map(close)).then(() => undefined)

  return {
    of(input) {
      const name = nameOf(input)
      const known = open.get(name)
      if (known) return known
      const opening = openPartitionWriter(kafka, admin, stage, groupId, input)
      open.set(name, opening)
      // What failed to open is tried anew at the next use.
      opening.catch(() => {
        if (open.get(name) === opening) open.delete(name)
      })
      return opening
    },
    discard: (input) => close(nameOf(input)),
    retain(assigned) {
      const kept = new Set(assigned.map(nameOf))
      return closeAll([...open.keys()].filter((name) => !kept.has(name)))
    },
    [Symbol.asyncDispose]: () => closeAll(open.keys()),
  }
}

function nameOf({ topic, partition }: InputPartition): string {
  return `${topic}/${partition}`
}
