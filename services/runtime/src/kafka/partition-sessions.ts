import type { EventName } from '@calltrail/schemas'
import type { InputPartition } from './partition-writer.ts'
import { PartitionSession } from './partition-session.ts'
import type { SessionTools } from './partition-session.ts'

/** The sessions of the partitions that are assigned to this process. */
export class PartitionSessions<In extends EventName, Out extends EventName> implements AsyncDisposable {
  readonly #tools: SessionTools<In, Out>
  readonly #sessions = new Map<string, PartitionSession<In, Out>>()

  constructor(tools: SessionTools<In, Out>) {
    this.#tools = tools
  }

  /** The session of a partition, begun with its first use. */
  of(input: InputPartition): PartitionSession<In, Out> {
    const name = nameOf(input)
    const known = this.#sessions.get(name)
    if (known) return known
    const session = new PartitionSession(input, this.#tools)
    this.#sessions.set(name, session)
    return session
  }

  has(input: InputPartition): boolean {
    return this.#sessions.has(nameOf(input))
  }

  /** Ends the sessions of every partition that is not in `assigned`. */
  async retain(assigned: readonly InputPartition[]): Promise<void> {
    const kept = new Set(assigned.map(nameOf))
    await this.#end([...this.#sessions.keys()].filter((name) => !kept.has(name)))
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#end([...this.#sessions.keys()])
  }

  async #end(names: readonly string[]): Promise<void> {
    const ending = names.map((name) => this.#sessions.get(name)!)
    for (const name of names) this.#sessions.delete(name)
    await Promise.all(ending.map((session) => session[Symbol.asyncDispose]()))
  }
}

function nameOf({ topic, partition }: InputPartition): string {
  return `${topic}/${partition}`
}
