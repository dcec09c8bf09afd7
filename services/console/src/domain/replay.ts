/**
 * How a dead letter is sent on its way again.
 */
import { eventHeaders } from '@calltrail/runtime'
import type { DeadLetter, DeadLetterRecord, RecordHeaders } from './dead-letter.ts'
import { replaysOf } from './dead-letter.ts'
import { stageOf } from './place.ts'

/** A record for a stage's first retry topic. */
export interface ReplayedRecord {
  readonly topic: string
  readonly key: Buffer | null
  readonly value: Buffer | null
  readonly headers: RecordHeaders
}

/**
 * The record as the stage is to meet it again: byte-identical, untried, due now, and with one more replay to its story. Never for the
 * stage's input, where other teams would see it twice and the stage itself would take it for a copy.
 */
export function replayed({ place, key, value, headers }: DeadLetterRecord): ReplayedRecord {
  return { topic: stageOf(place.stage).retryTiers[0]!, key, value, headers: replayHeaders(headers) }
}

/** A new payload for an undecodable record, or a corrected one: the key is the contract's, and the record has an identity. */
export function replayedWithPayload(
  record: DeadLetterRecord,
  edited: { readonly key: string; readonly value: Buffer; readonly eventId: string; readonly now: number },
): ReplayedRecord {
  const { topic, headers } = replayed(record)
  const identity =
    headers['ce_id'] === undefined
      ? eventHeaders(
          stageOf(record.place.stage).input.event,
          edited.eventId,
          '/calltrail/console',
          edited.now,
        )
      : {}
  return { topic, key: Buffer.from(edited.key), value: edited.value, headers: { ...identity, ...headers } }
}

function replayHeaders(headers: RecordHeaders): RecordHeaders {
  const { 'calltrail-not-before': _, ...kept } = headers
  return { ...kept, 'calltrail-attempt': '0', 'calltrail-replayed': String(replaysOf(headers) + 1) }
}

/** Why a dead letter is not replayed now; undefined when it is. */
export function reasonToLeave(
  { replays }: DeadLetter,
  { maxReplays, force }: { readonly maxReplays: number; readonly force: boolean },
): string | undefined {
  if (force || replays < maxReplays) return undefined
  const times = replays === 1 ? 'once' : `${replays} times`
  return `replayed ${times} already; --force replays it all the same`
}

export const undecodableReason = 'cannot be decoded; give it a payload by --payload, or --force it through'
