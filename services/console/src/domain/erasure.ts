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
  /** The stage still tells copies of a call by it; until when, epoch milliseconds. Undefined while the stage has older ones to do. */
  | { readonly kind: 'copies'; readonly until: number | undefined }
  /** Reconciliation would take the calls of others for missing, and send them again. */
  | { readonly kind: 'ledger' }

/** How far a consumer group is in a partition of a topic on which it has offsets. */
export interface GroupPosition {
  readonly groupId: string
  /** The first offset that it has not committed; undefined when it has committed nothing of this partition. */
  readonly committed: number | undefined
}

export interface Circumstances {
  /** Of every group that has offsets on the topic. */
  readonly groups: readonly GroupPosition[]
  readonly isOpen: (dead: DeadPlace) => boolean
  /** For how long copies are told apart, milliseconds. */
  readonly copyWindowMs: number
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

function limitsOf(tally: PartitionTally, { groups, isOpen, copyWindowMs, now }: Circumstances): Limit[] {
  const { topic, hits, othersDead } = tally
  const open = othersDead.filter(isOpen)
  const openBelow = open.filter(({ offset }) => offset < (hits.at(-1)?.offset ?? 0))
  return [
    ...groupLimits(topic.stageGroup, groups),
    ...open.slice(0, 1).map(({ offset }) => ({
      offset,
      obstacle: { kind: 'dead-letter', count: openBelow.length, first: offset } as const,
    })),
    ...(topic.tellsCopies ? copyLimits(tally, copyWindowMs, now) : []),
    ...(topic.isLedger ? [{ offset: 0, obstacle: { kind: 'ledger' } as const }] : []),
  ]
}

/** The stage is there also when it has not begun, and its group is nowhere yet. */
function groupLimits(stageGroup: string | undefined, groups: readonly GroupPosition[]): Limit[] {
  const isMissing = stageGroup !== undefined && groups.every(({ groupId }) => groupId !== stageGroup)
  const all = isMissing ? [...groups, { groupId: stageGroup, committed: undefined }] : groups
  return all.map(({ groupId, committed }) => ({
    offset: committed ?? 0,
    obstacle: { kind: 'group', groupId, isStage: groupId === stageGroup, committed },
  }))
}

/** A copy counts as one for as long as this after the event, by the topic's time: that of the oldest record that waits. */
function copyLimits({ hits, waitingSince }: PartitionTally, windowMs: number, now: number): Limit[] {
  const time = Math.min(now, waitingSince ?? now)
  const needed = hits.find(({ newestSoFar }: Hit) => newestSoFar + windowMs >= time)
  if (!needed) return []
  const isOver = hits.every(({ newestSoFar }) => newestSoFar + windowMs < now)
  const until = isOver ? undefined : hits.at(-1)!.newestSoFar + windowMs
  return [{ offset: needed.offset, obstacle: { kind: 'copies', until } }]
}
