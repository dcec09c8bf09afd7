import type { StageName } from '@calltrail/schemas'
import { deadLetterOf } from './dead-letter.ts'
import type { DeadLetterRecord } from './dead-letter.ts'
import { resolutionKey, stageNames } from './place.ts'
import type { Resolution, ResolutionValue } from './resolution.ts'
import type { Span } from './selection.ts'

export interface DeadLetterCounts {
  readonly open: number
  readonly replayed: number
  readonly resolved: number
  /** When the oldest one that is open was given up, epoch milliseconds; undefined when none is. */
  readonly oldestOpen: number | undefined
}

interface Counted {
  readonly place: DeadLetterRecord['place']
  readonly timestamp: number
  readonly failedAt: number
}

/** Counts the dead letters that are in their topics. It remembers them, so that only new ones have to be read. */
export class DeadLetterCensus {
  readonly #deadLetters = new Map<string, Counted>()
  readonly #said = new Map<string, Pick<ResolutionValue, 'kind' | 'deadLetterTimestamp'>>()
  readonly #readUntil = new Map<string, number>()

  /**
   * Forgets what Kafka has removed.
   * @param spans what is in the topics at this moment
   * @returns what has to be read to know them all
   */
  unread(spans: readonly Span[]): Span[] {
    for (const span of spans) if (span.end < (this.#readUntil.get(partitionOf(span)) ?? 0)) this.#forget(span)
    const first = new Map(spans.map((span) => [partitionOf(span), span.from]))
    for (const [key, { place }] of this.#deadLetters) {
      if (place.offset < (first.get(partitionOf(place)) ?? 0)) this.#deadLetters.delete(key)
    }
    return spans.flatMap((span) => {
      const from = Math.max(span.from, this.#readUntil.get(partitionOf(span)) ?? 0)
      return from < span.end ? [{ ...span, from }] : []
    })
  }

  add(record: DeadLetterRecord): void {
    const { place, timestamp } = record
    const { failedAt } = deadLetterOf(record)
    this.#deadLetters.set(resolutionKey(place), { place, timestamp, failedAt })
  }

  /** These spans were read to their ends. */
  read(spans: readonly Span[]): void {
    for (const span of spans) this.#readUntil.set(partitionOf(span), span.end)
  }

  /** Of what is said of one dead letter, the last one counts. */
  say({ place, value: { kind, deadLetterTimestamp } }: Resolution): void {
    this.#said.set(resolutionKey(place), { kind, deadLetterTimestamp })
  }

  counts(): ReadonlyMap<StageName, DeadLetterCounts> {
    const counts = new Map<StageName, DeadLetterCounts>(stageNames.map((stage) => [stage, none]))
    for (const [key, { place, timestamp, failedAt }] of this.#deadLetters) {
      const said = this.#said.get(key)
      // A topic that is made anew has the same places again.
      const state = said?.deadLetterTimestamp === timestamp ? said.kind : 'open'
      const { oldestOpen, ...so } = counts.get(place.stage)!
      const isOldest = state === 'open' && failedAt < (oldestOpen ?? Infinity)
      counts.set(place.stage, {
        ...so,
        [state]: so[state] + 1,
        oldestOpen: isOldest ? failedAt : oldestOpen,
      })
    }
    return counts
  }

  /** The topic was made anew. */
  #forget(span: Span): void {
    this.#readUntil.delete(partitionOf(span))
    for (const [key, { place }] of this.#deadLetters) {
      if (partitionOf(place) === partitionOf(span)) this.#deadLetters.delete(key)
    }
  }
}

const none: DeadLetterCounts = { open: 0, replayed: 0, resolved: 0, oldestOpen: undefined }

function partitionOf({
  stage,
  partition,
}: {
  readonly stage: StageName
  readonly partition: number
}): string {
  return `${stage}-${partition}`
}
