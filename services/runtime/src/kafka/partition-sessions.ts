import type { EventName } from '@calltrail/schemas'
import type { InputPartition } from './partition-writer.ts'
import { PartitionSession } from './partition-session.ts'
import type { SessionTools } from './partition-session.ts'

/** The sessions of the partitions that are assigned to this process. A batch of any other partition is somebody else's. */
export class PartitionSessions<In extends EventName, Out extends EventName> implements AsyncDisposable {
  readonly #tools: SessionTools<In, Out>
  readonly #sessions = new Map<string, PartitionSession<In, Out>>()
  #memberId: string | undefined
  #isClosed = false

  constructor(tools: SessionTools<In, Out>) {
    this.#tools = tools
  }

  /** The session of a partition; undefined when the partition is not assigned. */
  get(input: InputPartition): PartitionSession<In, Out> | undefined {
    return this.#sessions.get(nameOf(input))
  }

  /**
   * Ends the sessions of partitions that are gone, and begins one for each partition that is new. Of a member that the group did not know
   * any longer all are gone, also those it is given back: others had them in between.
   * @param memberId what the group calls this process
   * @returns the new ones
   */
  assign(assigned: readonly InputPartition[], memberId: string): InputPartition[] {
    const kept = memberId === this.#memberId ? new Set(assigned.map(nameOf)) : new Set<string>()
    this.#memberId = memberId
    for (const [name, session] of this.#sessions) {
      if (kept.has(name)) session.rejoined()
      else this.#revoke(name, session)
    }
    if (this.#isClosed) return []
    const added = assigned.filter((input) => !this.#sessions.has(nameOf(input)))
    for (const input of added) this.#sessions.set(nameOf(input), new PartitionSession(input, this.#tools))
    return added
  }

  /** Ends all sessions: this process is no member any more, and what it had may be somebody else's. */
  lost(): void {
    for (const [name, session] of this.#sessions) this.#revoke(name, session)
  }

  #revoke(name: string, session: PartitionSession<In, Out>): void {
    this.#sessions.delete(name)
    void session.revoke()
  }

  /** Lets what is under way come to its end. A partition that is lost meanwhile is still revoked. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true
    await Promise.all([...this.#sessions.values()].map((session) => session[Symbol.asyncDispose]()))
    this.#sessions.clear()
  }
}

function nameOf({ topic, partition }: InputPartition): string {
  return `${topic}/${partition}`
}
