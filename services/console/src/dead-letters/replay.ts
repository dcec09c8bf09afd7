import { reasonToLeave, replayed, undecodableReason } from '../domain/replay.ts'
import type { ReplayedRecord } from '../domain/replay.ts'
import { resolutionOf } from '../domain/resolution.ts'
import type { Selection } from '../domain/selection.ts'
import type { DeadLetterArchive } from '../ports/dead-letter-archive.ts'
import type { PayloadCodec } from '../ports/payload-codec.ts'
import type { Deed } from './carry-out.ts'
import type { OpenDeadLetter } from './open-dead-letters.ts'
import { makePlan } from './plan.ts'
import type { Plan } from './plan.ts'

export interface ReplayLimits {
  readonly maxReplays: number
  /** Also what is above the limit, or cannot be decoded. */
  readonly force: boolean
}

/** Plans the replay of what is selected and worth it. */
export function planReplay(
  desk: { readonly archive: DeadLetterArchive; readonly codec: PayloadCodec },
  selection: Selection,
  limits: ReplayLimits,
  signal: AbortSignal,
): Promise<Plan> {
  async function reason({ record, deadLetter }: OpenDeadLetter): Promise<string | undefined> {
    const above = reasonToLeave(deadLetter, limits)
    if (above !== undefined || limits.force || deadLetter.code !== 'RECORD_UNDECODABLE') return above
    // The cause may be gone: a schema that was registered since.
    const decoded = await desk.codec.decode(record.place.stage, record.value)
    return decoded.kind === 'undecodable' ? undecodableReason : undefined
  }
  return makePlan(desk.archive, selection, reason, signal)
}

/** A dead letter's replay and its resolution. */
export function replayDeed(
  { record, deadLetter }: OpenDeadLetter,
  { by, now, reason, editedRecord }: ReplayWords,
): Deed {
  return {
    record: editedRecord ?? replayed(record, now),
    resolution: resolutionOf(deadLetter, {
      kind: 'replayed',
      at: now,
      by,
      reason,
      edited: editedRecord !== undefined,
    }),
  }
}

export interface ReplayWords {
  readonly by: string
  /** Epoch milliseconds. */
  readonly now: number
  readonly reason?: string | undefined
  /** Goes out instead of the record itself. */
  readonly editedRecord?: ReplayedRecord | undefined
}
