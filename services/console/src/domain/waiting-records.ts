/**
 * Which records wait for a stage, and since when. Offsets alone do not tell: behind the last record lie marks of transactions, which no
 * stage ever commits, and of a record that is to be tried again only its header tells from when on.
 */
import type { StageInput } from './call-topics.ts'

/** How far a stage is in one partition of what it reads. */
export interface QueuePosition {
  readonly input: StageInput
  readonly partition: number
  /** The first offset that is not committed; the first there is, when nothing was. */
  readonly committed: number
  /** Behind the last committed record, and the marks after it. */
  readonly end: number
}

/** Offsets from `from` on, below `end`. */
export interface QueueSpan {
  readonly topic: string
  readonly partition: number
  readonly from: number
  readonly end: number
}

export interface WaitingRecord {
  readonly topic: string
  readonly partition: number
  readonly offset: number
  /** When the stage was to take it, epoch milliseconds: when it was written, or what its header demands. */
  readonly dueAt: number
}

/** What waits in one partition. */
export interface Queue {
  readonly input: StageInput
  readonly partition: number
  readonly records: number
  /** When the stage was to take the first one, epoch milliseconds; undefined when none waits. */
  readonly dueAt: number | undefined
}

interface Known {
  /** All that lies from here on … */
  from: number
  /** … up to here is known. */
  until: number
  /** In the order of their offsets. */
  waiting: WaitingRecord[]
}

/**
 * Records of a partition that are remembered. The oldest one is what matters; a long queue must cost neither memory nor reading, and is
 * counted by its offsets from there on, among which are marks of transactions.
 */
const mostKnown = 1_000

/** Remembers what was read, so that each record is read once. */
export class WaitingRecords {
  readonly #partitions = new Map<string, Known>()

  /** Forgets what is committed by now. @returns what has to be read to know what waits */
  unread(positions: readonly QueuePosition[]): QueueSpan[] {
    return positions.flatMap(({ input: { name: topic }, partition, committed, end }) => {
      const known = this.#knownFrom({ topic, partition }, committed, end)
      const room = mostKnown - known.waiting.length
      const span = { topic, partition, from: known.until, end: Math.min(end, known.until + room) }
      return span.from < span.end ? [span] : []
    })
  }

  add(record: WaitingRecord): void {
    this.#partitions.get(nameOf(record))?.waiting.push(record)
  }

  /** These spans were read to their ends. */
  read(spans: readonly QueueSpan[]): void {
    for (const span of spans) this.#partitions.get(nameOf(span))!.until = span.end
  }

  /** @param positions of which was read what {@link unread} asked for */
  queues(positions: readonly QueuePosition[]): Queue[] {
    return positions.map(({ input, partition, end }) => {
      const { waiting, until } = this.#partitions.get(nameOf({ topic: input.name, partition }))!
      const records = waiting.length + Math.max(0, end - until)
      return { input, partition, records, dueAt: waiting[0]?.dueAt }
    })
  }

  #knownFrom(place: PartitionPlace, committed: number, end: number): Known {
    const known = this.#partitions.get(nameOf(place))
    // Somebody has set the stage back, or has made the topic anew.
    if (!known || committed < known.from || end < known.until) {
      const fresh: Known = { from: committed, until: committed, waiting: [] }
      this.#partitions.set(nameOf(place), fresh)
      return fresh
    }
    const done = known.waiting.findIndex(({ offset }) => offset >= committed)
    known.waiting.splice(0, done === -1 ? known.waiting.length : done)
    known.from = committed
    known.until = Math.max(known.until, committed)
    return known
  }
}

interface PartitionPlace {
  readonly topic: string
  readonly partition: number
}

function nameOf({ topic, partition }: PartitionPlace): string {
  return `${topic}/${partition}`
}
