import type { CallEnriched } from '@calltrail/schemas'
import { LRUCache } from 'lru-cache'

type Revision = Pick<CallEnriched, 'eventId' | 'revision'>

interface Write {
  readonly revision: number
  readonly done: Promise<void>
}

export interface RevisionsBegun {
  /** The events of which a newer revision was written. */
  readonly overtaken: ReadonlySet<string>
  readonly end: (isWritten: (eventId: string) => boolean) => void
}

/**
 * The revisions that this process writes and has written. A call that was held up may have asked for its Task's revision just before
 * another partition began to write a newer one: between the question and the answer's use lies a request, and a wait for company.
 */
export class RevisionsUnderWay {
  readonly #writing = new Map<string, Write>()
  readonly #written = new LRUCache<string, number>({ max: 100_000 })

  /**
   * Waits for newer revisions that are being written, and counts those that none has overtaken as being written from then on, until `end`
   * is told which of them are.
   */
  async begin(calls: readonly Revision[]): Promise<RevisionsBegun> {
    for (let newer = this.#newerThan(calls); newer.length > 0; newer = this.#newerThan(calls)) {
      await Promise.all(newer)
    }
    const { promise, resolve } = Promise.withResolvers<void>()
    const overtaken = new Set<string>()
    const begun: (readonly [string, Write])[] = []
    for (const call of calls) {
      if (this.#isOld(call)) overtaken.add(call.eventId)
      else begun.push([call.eventId, { revision: call.revision, done: promise }])
    }
    for (const [eventId, write] of begun) this.#writing.set(eventId, write)
    return {
      overtaken,
      end: (isWritten) => {
        for (const [eventId, write] of begun) {
          if (this.#writing.get(eventId) === write) this.#writing.delete(eventId)
          if (isWritten(eventId) && !this.#isOld({ eventId, ...write }))
            this.#written.set(eventId, write.revision)
        }
        resolve()
      },
    }
  }

  #newerThan(calls: readonly Revision[]): Promise<void>[] {
    return calls.flatMap(({ eventId, revision }) => {
      const write = this.#writing.get(eventId)
      return write && write.revision > revision ? [write.done] : []
    })
  }

  #isOld({ eventId, revision }: Revision): boolean {
    return (this.#written.get(eventId) ?? 0) > revision
  }
}
