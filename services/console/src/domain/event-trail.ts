/**
 * What Calltrail's own topics, and Salesforce, tell of the events of a conversation.
 */
import type { ErrorCode } from '@calltrail/runtime'
import type { CallLogged } from '@calltrail/schemas'
import type { DeadLetter } from './dead-letter.ts'
import { handleOf } from './place.ts'
import type { ResolutionValue } from './resolution.ts'

/** One thing that is told of an event. Times are epoch milliseconds. */
export type Trace =
  /** A Task was written. */
  | { readonly kind: 'logged' }
  | { readonly kind: 'skipped'; readonly reason: string }
  | {
      readonly kind: 'dead'
      readonly handle: string
      /** A code of the catalogue, or of another version's. */
      readonly code: ErrorCode | (string & {}) | undefined
      readonly at: number
      /** Whether it waits for somebody, was sent on its way again, or needs nothing more. */
      readonly state: 'open' | 'replayed' | 'resolved'
    }
  /** The ingress has taken it. */
  | { readonly kind: 'received'; readonly at: number }

/** A Task that holds a newer revision already is a Task. */
export function loggedTrace({ result, skipReason }: Pick<CallLogged, 'result' | 'skipReason'>): Trace {
  if (result !== 'SKIPPED' || skipReason === 'SUPERSEDED') return { kind: 'logged' }
  return { kind: 'skipped', reason: skipReason ?? 'UNKNOWN' }
}

/** @param said of it last; undefined while it is open */
export function deadTrace(
  { place, code, failedAt }: Pick<DeadLetter, 'place' | 'code' | 'failedAt'>,
  said: ResolutionValue | undefined,
): Trace {
  const state = said?.kind ?? 'open'
  return { kind: 'dead', handle: handleOf(place), code, at: said ? Date.parse(said.at) : failedAt, state }
}

/** What became of an event, as far as anybody can tell. */
export type Fate =
  | { readonly kind: 'logged' }
  | { readonly kind: 'skipped'; readonly reason: string }
  | { readonly kind: 'dead-lettered'; readonly handle: string; readonly code: string | undefined }
  /** Its dead letter was resolved by somebody who said that it needs nothing more. */
  | { readonly kind: 'resolved' }
  | { readonly kind: 'in-flight'; readonly since: number }

/**
 * The fate that several traces of one event amount to: one that was logged stays so, though a revision may have failed later. A dead
 * letter that waits for somebody counts before one that does not.
 */
export function fateOf(traces: readonly Trace[]): Fate | undefined {
  if (traces.some(({ kind }) => kind === 'logged')) return { kind: 'logged' }
  const skipped = traces.find((trace) => trace.kind === 'skipped')
  if (skipped) return skipped
  const dead = traces.filter((trace) => trace.kind === 'dead')
  const open = dead.find(({ state }) => state === 'open')
  if (open) return { kind: 'dead-lettered', handle: open.handle, code: open.code }
  const replayed = dead.filter(({ state }) => state === 'replayed')
  const received = traces.filter((trace) => trace.kind === 'received')
  const underWay = replayed.length > 0 || dead.length === 0 ? [...replayed, ...received] : []
  if (underWay.length > 0) return { kind: 'in-flight', since: Math.max(...underWay.map(({ at }) => at)) }
  return dead.length > 0 ? { kind: 'resolved' } : undefined
}

/** The traces of one conversation's events, by event id. */
export type ConversationTrail = ReadonlyMap<string, readonly Trace[]>
