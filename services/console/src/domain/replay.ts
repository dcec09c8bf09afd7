/**
 * How a dead letter is sent on its way again.
 */
import { eventHeaders, headerText } from '@calltrail/runtime'
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
 * @param now epoch milliseconds
 */
export function replayed({ place, key, value, headers }: DeadLetterRecord, now: number): ReplayedRecord {
  return { topic: stageOf(place.stage).retryTiers[0]!, key, value, headers: replayHeaders(headers, now) }
}

/** A new payload for an undecodable record, or a corrected one: the key is the contract's, and the record has an identity. */
export function replayedWithPayload(
  record: DeadLetterRecord,
  edited: { readonly key: string; readonly value: Buffer; readonly eventId: string; readonly now: number },
): ReplayedRecord {
  const { topic, headers } = replayed(record, edited.now)
  const { event } = stageOf(record.place.stage).input
  const identity = headerText(headers, 'ce_id')
    ? {}
    : eventHeaders(event, edited.eventId, '/calltrail/console', edited.now)
  return { topic, key: Buffer.from(edited.key), value: edited.value, headers: { ...headers, ...identity } }
}

function replayHeaders(headers: RecordHeaders, now: number): RecordHeaders {
  const { 'calltrail-not-before': _, ...kept } = headers
  return {
    ...kept,
    'calltrail-attempt': '0',
    'calltrail-replayed': String(replaysOf(headers) + 1),
    // The stage gives up what has been failing for days, and a dead letter may be that old: from here it counts anew.
    'calltrail-replayed-at': new Date(now).toISOString(),
  }
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
