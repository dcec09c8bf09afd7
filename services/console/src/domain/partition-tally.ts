/**
 * What one partition has of a person, counted while it is read from its beginning to its end: first everything, for a record of an aborted
 * transaction can be read by who asks for it; then what was committed, for only that is needed by anybody.
 */
import type { HeldTopic } from './held-topics.ts'

/** A record of the person. Times are epoch milliseconds. */
export interface Hit {
  readonly offset: number
  readonly timestamp: number
  /** How many records that are not the person's lie before it. */
  readonly othersBefore: number
  /** The newest time of the records up to here, its own among them. */
  readonly newestSoFar: number
  /** When the record behind it was written; undefined when there is none. */
  nextAt: number | undefined
  /** Offset of the last record up to here, behind the hit before, that was committed; undefined when all of these were aborted. */
  lastCommitted: number | undefined
}

/** A record of a dead-letter topic by its place and time, which are its identity. */
export interface DeadPlace {
  readonly offset: number
  readonly timestamp: number
}

export class PartitionTally {
  readonly topic: HeldTopic
  readonly partition: number
  readonly hits: Hit[] = []
  /** Times of the person's oldest and newest record, epoch milliseconds; there may be too many to compare them all in one call. */
  oldest = Infinity
  newest = -Infinity
  /** Of a dead-letter topic: the committed records of others. */
  readonly othersDead: DeadPlace[] = []
  /** When the first committed record was written that its stage has still to work on; undefined when there is none. */
  waitingSince: number | undefined
  #others = 0
  #newestOfAll = 0
  #passed = 0
  readonly #committed: number

  /** @param committed the first offset that the topic's stage has not done */
  constructor(topic: HeldTopic, partition: number, { committed = 0 } = {}) {
    this.topic = topic
    this.partition = partition
    this.#committed = committed
  }

  /** From which offset on it must be known what was committed; undefined when nobody asks. */
  get committedFrom(): number | undefined {
    if (this.hits.length > 0) return 0
    return this.topic.isWork ? this.#committed : undefined
  }

  /** Records come in the order of their offsets. */
  add({ offset, timestamp }: DeadPlace, isOfPerson: boolean): void {
    const last = this.hits.at(-1)
    if (last) last.nextAt ??= timestamp
    this.#newestOfAll = Math.max(this.#newestOfAll, timestamp)
    if (isOfPerson) {
      this.oldest = Math.min(this.oldest, timestamp)
      this.newest = Math.max(this.newest, timestamp)
      this.hits.push({
        offset,
        timestamp,
        othersBefore: this.#others,
        newestSoFar: this.#newestOfAll,
        nextAt: undefined,
        lastCommitted: undefined,
      })
    } else {
      this.#others += 1
    }
  }

  /**
   * Committed records from {@link committedFrom} on, in the order of their offsets, when all records have been added.
   * @returns whether it is one of the person
   */
  addCommitted({ offset, timestamp }: DeadPlace): boolean {
    if (this.topic.isWork && offset >= this.#committed) this.waitingSince ??= timestamp
    while (this.hits[this.#passed] && this.hits[this.#passed]!.offset < offset) this.#passed += 1
    const hit = this.hits[this.#passed]
    if (hit) hit.lastCommitted = offset
    const isOfPerson = hit?.offset === offset
    if (this.topic.deadLettersOf && !isOfPerson) this.othersDead.push({ offset, timestamp })
    return isOfPerson
  }
}
