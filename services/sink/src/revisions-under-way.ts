import type { CallEnriched } from '@calltrail/schemas'
import { LRUCache } from 'lru-cache'

type Revision = Pick<CallEnriched, 'eventId' | 'revision'>

interface Write {
  readonly revision: number
  readonly done: Promise<void>
}

/**
 * The revisions that this process writes and has written. A call that was held up may have asked for its Task's revision just before
 * another partition began to write a newer one: between the question and the answer's use lies a request, and a wait for company.
 */
export class RevisionsUnderWay {
  readonly #writing = new Map<string, Write>()
  readonly #written = new LRUCache<string, number>({ max: 100_000 })

  /** Waits for newer revisions that are being written. @returns the events of which a newer one was */
  async overtaken(calls: readonly Revision[]): Promise<ReadonlySet<string>> {
    for (;;) {
      const newer = calls.flatMap(({ eventId, revision }) => {
        const write = this.#writing.get(eventId)
        return write && write.revision > revision ? [write.done] : []
      })
      if (newer.length === 0) break
      await Promise.all(newer)
    }
    return new Set(calls.filter((call) => this.#isOld(call)).map(({ eventId }) => eventId))
  }

  /** To be called in the same turn as what {@link overtaken} says is used. @returns to be told which of them are written */
  begin(calls: readonly Revision[]): (isWritten: (eventId: string) => boolean) => void {
    const { promise, resolve } = Promise.withResolvers<void>()
    const begun = calls.map(({ eventId, revision }) => [eventId, { revision, done: promise }] as const)
    for (const [eventId, write] of begun) this.#writing.set(eventId, write)
    return (isWritten) => {
      for (const [eventId, write] of begun) {
        if (this.#writing.get(eventId) === write) this.#writing.delete(eventId)
        if (isWritten(eventId) && !this.#isOld({ eventId, ...write }))
          this.#written.set(eventId, write.revision)
      }
      resolve()
    }
  }

  #isOld({ eventId, revision }: Revision): boolean {
    return (this.#written.get(eventId) ?? 0) > revision
  }
}
