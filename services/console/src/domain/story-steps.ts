/**
 * What happened to a call, as its records tell it.
 */
import { contentFingerprint } from '@calltrail/schemas'
import type { CallEnded, CallEnriched, CallLogged, StageName } from '@calltrail/schemas'
import type { CallRecord } from './call-record.ts'
import { deadLetterRecordOf } from './call-record.ts'
import { deadLetterOf } from './dead-letter.ts'
import type { DeadLetter } from './dead-letter.ts'
import { failureOf } from './failure.ts'
import type { Failure } from './failure.ts'
import { resolutionKey } from './place.ts'
import type { ResolutionValue } from './resolution.ts'
import { traceIdOf } from './trace-id.ts'

/** What was said last of dead letters, by the key of their place. */
export type Said = ReadonlyMap<string, ResolutionValue>

/** A record of the event with what is in it; undefined where that cannot be read. */
export type ToldRecord =
  | { readonly says: 'accepted'; readonly record: CallRecord; readonly call: CallEnded | undefined }
  | { readonly says: 'enriched'; readonly record: CallRecord; readonly call: CallEnriched | undefined }
  | { readonly says: 'logged'; readonly record: CallRecord; readonly call: CallLogged | undefined }
  | { readonly says: 'retry' | 'follow-up' | 'dead-letter'; readonly record: CallRecord }

/** Something that happened. Times are epoch milliseconds. */
export type Step = { readonly at: number; readonly traceId: string | undefined } & (
  | {
      readonly kind: 'accepted'
      readonly call: CallEnded | undefined
      /** When Kafka had it. */
      readonly publishedAt: number
      /** What it is beside what was accepted before. */
      readonly sort: 'first' | 'copy' | 'revision'
    }
  | { readonly kind: 'enriched'; readonly call: CallEnriched | undefined }
  | { readonly kind: 'logged'; readonly call: CallLogged | undefined }
  | { readonly kind: 'failed'; readonly failure: Failure; readonly stage: StageName; readonly retry: number }
  | {
      readonly kind: 'follow-up'
      readonly number: number
      /** What is looked for. */
      readonly missing: string
      readonly notBefore: number
    }
  | {
      readonly kind: 'dead'
      readonly deadLetter: DeadLetter
      readonly resolution: ResolutionValue | undefined
    }
  | { readonly kind: 'said'; readonly deadLetter: DeadLetter; readonly resolution: ResolutionValue }
)

/** @param told all records of one event, in order */
export function stepsOf(told: readonly ToldRecord[], said: Said): Step[] {
  const steps = [...arrivalsOf(told), ...told.flatMap((one) => laterStepsOf(one, said))]
  // A stable order: what is written in one transaction has one time, and the arrivals stand first.
  return steps.toSorted((a, b) => a.at - b.at)
}

function arrivalsOf(told: readonly ToldRecord[]): Step[] {
  const seen = new Set<string>()
  return told.flatMap((one, index): Step[] => {
    if (one.says !== 'accepted') return []
    const { record, call } = one
    const content = call ? contentFingerprint(call) : `unreadable ${index}`
    const sort = seen.has(content) ? 'copy' : seen.size > 0 ? 'revision' : 'first'
    seen.add(content)
    const publishedAt = record.timestamp
    return [{ ...basis(record, call?.receivedAt), kind: 'accepted', call, publishedAt, sort }]
  })
}

function laterStepsOf(told: ToldRecord, said: Said): Step[] {
  const { record } = told
  switch (told.says) {
    case 'accepted':
      return []
    case 'enriched':
      return [{ ...basis(record, told.call?.enrichedAt), kind: 'enriched', call: told.call }]
    case 'logged':
      return [{ ...basis(record, told.call?.loggedAt), kind: 'logged', call: told.call }]
    case 'retry': {
      const failure = failureOf(record)
      // What was replayed comes this way too: that is told with its dead letter.
      if (failure.attempt === 0) return []
      const { stage, number } = record.topic
      return [{ ...basis(record, failure.failedAt), kind: 'failed', failure, stage: stage!, retry: number }]
    }
    case 'follow-up': {
      const { missing, notBefore } = failureOf(record)
      return [{ ...basis(record), kind: 'follow-up', number: record.topic.number, missing, notBefore }]
    }
    case 'dead-letter': {
      const deadLetter = deadLetterOf(deadLetterRecordOf(record))
      const resolution = said.get(resolutionKey(deadLetter.place))
      const dead: Step = { ...basis(record, deadLetter.failedAt), kind: 'dead', deadLetter, resolution }
      if (!resolution) return [dead]
      const at = Date.parse(resolution.at)
      return [dead, { at, traceId: undefined, kind: 'said', deadLetter, resolution }]
    }
  }
}

function basis(record: CallRecord, at = record.timestamp): Pick<Step, 'at' | 'traceId'> {
  return { at, traceId: traceIdOf(record.headers) }
}
