/**
 * What one partition has of a person, counted while it is read from its beginning to its end.
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
  /** Of a dead-letter topic: the records of others. */
  readonly othersDead: DeadPlace[] = []
  /** When the first record was written that its stage has still to work on; undefined when there is none. */
  waitingSince: number | undefined
  #others = 0
  #newest = 0
  readonly #committed: number

  /** @param committed the first offset that the topic's stage has not done */
  constructor(topic: HeldTopic, partition: number, { committed = 0 } = {}) {
    this.topic = topic
    this.partition = partition
    this.#committed = committed
  }

  /** Records come in the order of their offsets. */
  add({ offset, timestamp }: DeadPlace, isOfPerson: boolean): void {
    const last = this.hits.at(-1)
    if (last) last.nextAt ??= timestamp
    if (this.topic.isWork && offset >= this.#committed) this.waitingSince ??= timestamp
    this.#newest = Math.max(this.#newest, timestamp)
    if (isOfPerson) {
      this.hits.push({
        offset,
        timestamp,
        othersBefore: this.#others,
        newestSoFar: this.#newest,
        nextAt: undefined,
      })
    } else {
      this.#others += 1
      if (this.topic.deadLettersOf) this.othersDead.push({ offset, timestamp })
    }
  }
}
