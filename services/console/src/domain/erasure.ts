/**
 * What of a partition may be deleted now so that a person is gone from it, and nobody else is harmed. Kafka deletes no single record: only
 * all of a partition that lie below an offset.
 */
import type { DeadPlace, Hit, PartitionTally } from './partition-tally.ts'

/** Why nothing from an offset on may be deleted yet. */
export type Obstacle =
  /** A consumer group would miss what it has not read. `committed` is undefined when it has not begun with the partition. */
  | {
      readonly kind: 'group'
      readonly groupId: string
      readonly isStage: boolean
      readonly committed: number | undefined
    }
  /** A dead letter of somebody else waits for a person. */
  | { readonly kind: 'dead-letter'; readonly count: number; readonly first: number }
  /**
   * It tells that a call has arrived, which has still to be known: until when, epoch milliseconds. Undefined while calls of that time are
   * still on their way.
   */
  | { readonly kind: 'arrivals'; readonly until: number | undefined }
  /** Reconciliation would take the calls of others for missing, and send them again. */
  | { readonly kind: 'ledger' }

/** How far a consumer group is in a partition of a topic on which it has offsets or members. */
export interface GroupPosition {
  readonly groupId: string
  /** The first offset that it has not committed; undefined when it has committed nothing of this partition. */
  readonly committed: number | undefined
}

export interface Circumstances {
  /** Of every group that has offsets on the topic, or members that read it. */
  readonly groups: readonly GroupPosition[]
  readonly isOpen: (dead: DeadPlace) => boolean
  /** For how long copies of a call are told apart, milliseconds. */
  readonly copyWindowMs: number
  /** When the oldest record was written that a stage has still to work on, epoch milliseconds; undefined when there is none. */
  readonly workingSince: number | undefined
  /** Epoch milliseconds. */
  readonly now: number
}

export interface Verdict {
  /** Everything below this offset may go; undefined when nothing of the person can. */
  readonly before: number | undefined
  /** How many records of the person that are. */
  readonly erased: number
  /** How many of others go with them. */
  readonly others: number
  /** When the first record was written that is there then, epoch milliseconds; undefined when nothing is left in the partition. */
  readonly beginsAt: number | undefined
  /** Why the rest of the person's records stays. */
  readonly obstacles: readonly Obstacle[]
}

export function verdictOn(tally: PartitionTally, circumstances: Circumstances): Verdict {
  const limits = limitsOf(tally, circumstances)
  const limit = Math.min(...limits.map(({ offset }) => offset))
  const last = tally.hits.findLast(({ offset }) => offset < limit)
  const newest = tally.hits.at(-1)?.offset ?? -1
  return {
    before: last && last.offset + 1,
    erased: last ? tally.hits.indexOf(last) + 1 : 0,
    others: last?.othersBefore ?? 0,
    beginsAt: last?.nextAt,
    obstacles: limits.filter(({ offset }) => offset <= newest).map(({ obstacle }) => obstacle),
  }
}

/** Nothing from `offset` on may go. */
interface Limit {
  readonly offset: number
  readonly obstacle: Obstacle
}

function limitsOf(tally: PartitionTally, circumstances: Circumstances): Limit[] {
  const { groups, isOpen } = circumstances
  const { topic, hits, othersDead } = tally
  const open = othersDead.filter(isOpen)
  const openBelow = open.filter(({ offset }) => offset < (hits.at(-1)?.offset ?? 0))
  return [
    ...groupLimits(tally, groups),
    ...open.slice(0, 1).map(({ offset }) => ({
      offset,
      obstacle: { kind: 'dead-letter', count: openBelow.length, first: offset } as const,
    })),
    ...(topic.tellsArrivals ? arrivalLimits(tally, circumstances) : []),
    ...(topic.isLedger ? [{ offset: 0, obstacle: { kind: 'ledger' } as const }] : []),
  ]
}

/**
 * The stage is there also when it has not begun, and its group is nowhere yet. A group that stands before aborted records only has nothing
 * to read, and stands there for good.
 */
function groupLimits(
  { topic: { stageGroup }, hits }: PartitionTally,
  groups: readonly GroupPosition[],
): Limit[] {
  const isMissing = stageGroup !== undefined && groups.every(({ groupId }) => groupId !== stageGroup)
  const all = isMissing ? [...groups, { groupId: stageGroup, committed: undefined }] : groups
  return all.map(({ groupId, committed }) => ({
    offset: hits.find(({ lastCommitted = -1 }) => lastCommitted >= (committed ?? 0))?.offset ?? Infinity,
    obstacle: { kind: 'group', groupId, isStage: groupId === stageGroup, committed },
  }))
}

/**
 * A copy of a call that waits somewhere counts as one for as long as the window. And until what became of a call is written down,
 * reconciliation knows by its arrival that it is not missing; it is through its retries within the window, or else waits in an outage.
 */
function arrivalLimits(
  { hits }: PartitionTally,
  { copyWindowMs, workingSince, now }: Pick<Circumstances, 'copyWindowMs' | 'workingSince' | 'now'>,
): Limit[] {
  const isKnownAt = (time: number) => (hit: Hit) => hit.newestSoFar + copyWindowMs >= time
  const needed = hits.find(isKnownAt(Math.min(now, workingSince ?? now)))
  if (!needed) return []
  const until = hits.some(isKnownAt(now)) ? hits.at(-1)!.newestSoFar + copyWindowMs : undefined
  return [{ offset: needed.offset, obstacle: { kind: 'arrivals', until } }]
}
