import type { EventName } from '@calltrail/schemas'
import type { InputPartition } from './partition-writer.ts'
import { PartitionSession } from './partition-session.ts'
import type { SessionTools } from './partition-session.ts'

/** The sessions of the partitions that are assigned to this process. A batch of any other partition is somebody else's. */
export class PartitionSessions<In extends EventName, Out extends EventName> implements AsyncDisposable {
  readonly #tools: SessionTools<In, Out>
  readonly #sessions = new Map<string, PartitionSession<In, Out>>()
  #isClosed = false

  constructor(tools: SessionTools<In, Out>) {
    this.#tools = tools
  }

  /** The session of a partition; undefined when the partition is not assigned. */
  get(input: InputPartition): PartitionSession<In, Out> | undefined {
    return this.#sessions.get(nameOf(input))
  }

  /**
   * Begins a session for each partition that is new, and ends those of partitions that are gone.
   * @returns the new ones
   */
  assign(assigned: readonly InputPartition[]): InputPartition[] {
    if (this.#isClosed) return []
    const names = new Set(assigned.map(nameOf))
    void this.#end(
      [...this.#sessions.keys()].filter((name) => !names.has(name)),
      'revoke',
    )
    for (const session of this.#sessions.values()) session.rejoined()
    const added = assigned.filter((input) => !this.#sessions.has(nameOf(input)))
    for (const input of added) this.#sessions.set(nameOf(input), new PartitionSession(input, this.#tools))
    return added
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true
    await this.#end([...this.#sessions.keys()], Symbol.asyncDispose)
  }

  async #end(names: readonly string[], how: 'revoke' | typeof Symbol.asyncDispose): Promise<void> {
    const ending = names.map((name) => this.#sessions.get(name)!)
    for (const name of names) this.#sessions.delete(name)
    await Promise.all(ending.map((session) => session[how]()))
  }
}

function nameOf({ topic, partition }: InputPartition): string {
  return `${topic}/${partition}`
}
