import type { CallEnded, CallEnriched, CallLogged } from '@calltrail/schemas'
import type { GroupPosition } from '../domain/erasure.ts'
import { heldTopics } from '../domain/held-topics.ts'
import type { Resolution } from '../domain/resolution.ts'
import type { ForgetDesk } from '../forget/desk.ts'
import type { HeldRecord, Keeping } from '../ports/held-records.ts'

export interface LaidRecord {
  readonly topic: string
  readonly event?: CallEnded | CallEnriched | CallLogged
  readonly value?: Buffer
  /** Epoch milliseconds. */
  readonly at: number
  /** Of a transaction that was aborted. */
  readonly aborted?: true
}

export interface FakeForgetDesk extends ForgetDesk {
  /** What lies in the topics now, all of it in partition 0. */
  readonly lying: () => readonly HeldRecord[]
  /** By group and topic, the first offset that is not committed. */
  readonly committed: Map<string, Map<string, number>>
  readonly resolutions: Resolution[]
  /** How often everything was read. */
  readonly readings: () => number
}

interface FakeForgetDeskOptions {
  /** Default: a week, in segments of a day. */
  readonly keeping?: Keeping
  readonly beforeReading?: (reading: number) => void
  readonly beforeDeletion?: (topic: string) => void
}

const aWeek = { retentionMs: 7 * 86_400_000, segmentMs: 86_400_000 }

/** For tests: topics of one partition each, which every group has read unless the test says otherwise. */
export function fakeForgetDesk(
  laid: readonly LaidRecord[],
  { keeping = aWeek, beforeReading, beforeDeletion }: FakeForgetDeskOptions = {},
): FakeForgetDesk {
  const ends = new Map<string, number>()
  const abortedRecords = new Set<HeldRecord>()
  let records = laid.map(({ topic: name, event, value = null, at, aborted }): HeldRecord => {
    const offset = ends.get(name) ?? 0
    ends.set(name, offset + 1)
    const topic = heldTopics.find((held) => held.name === name)!
    const headers = event ? { ce_id: event.eventId } : {}
    const says = event as Record<string, unknown> | undefined
    const record = { topic, partition: 0, offset, timestamp: at, key: null, value, headers, event: says }
    if (aborted) abortedRecords.add(record)
    return record
  })
  const committed = new Map<string, Map<string, number>>()
  for (const { name, stageGroup } of heldTopics) {
    if (stageGroup === undefined) continue
    committed.set(stageGroup, (committed.get(stageGroup) ?? new Map()).set(name, ends.get(name) ?? 0))
  }
  const resolutions: Resolution[] = []
  let readings = 0

  return {
    lying: () => records,
    committed,
    resolutions,
    readings: () => readings,
    copyWindowMs: 3_600_000,
    records: {
      async spans() {
        return heldTopics.map((topic) => ({
          topic,
          partition: 0,
          from: 0,
          end: ends.get(topic.name) ?? 0,
        }))
      },
      async read(_, visit, progress, signal) {
        readings += 1
        beforeReading?.(readings)
        signal.throwIfAborted()
        for (const record of records) visit(record)
        progress(records.length, records.length)
      },
      async readCommitted(spans, visit) {
        const asked = new Map(spans.map(({ topic, from }) => [topic.name, from]))
        for (const record of records) {
          if (!abortedRecords.has(record) && record.offset >= (asked.get(record.topic.name) ?? Infinity))
            visit(record)
        }
      },
      keeping: async () => new Map(heldTopics.map(({ name }) => [name, keeping])),
      async positions() {
        const found = new Map<string, GroupPosition[]>()
        for (const [groupId, topics] of committed) {
          for (const [topic, offset] of topics) {
            const place = `${topic}/0`
            found.set(place, [...(found.get(place) ?? []), { groupId, committed: offset }])
          }
        }
        return found
      },
      async deleteBelow({ topic, before }) {
        beforeDeletion?.(topic)
        records = records.filter((record) => record.topic.name !== topic || record.offset >= before)
      },
    },
    archive: {
      async readResolutions(visit) {
        for (const resolution of resolutions) visit(resolution)
      },
    },
    openJournal: async () => ({
      commit: async (_, said) => void resolutions.push(...said),
      async [Symbol.asyncDispose]() {},
    }),
  }
}
