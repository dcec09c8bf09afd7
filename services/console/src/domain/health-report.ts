/**
 * The figures of the health report. They add up: total = logged + skipped + failed + resolved + in flight.
 */
import type { BookedCall } from './call-books.ts'
import type { TimeSpan } from './time-span.ts'
import { isWithin } from './time-span.ts'

export interface HealthReport {
  readonly span: TimeSpan
  /** Calls that Kafka had first in the span, each once, however often its webhook came. */
  readonly total: number
  /** With a Task. */
  readonly logged: number
  /** Without a Task, on purpose. */
  readonly skipped: number
  readonly skippedByReason: Readonly<Record<string, number>>
  /** With an open dead letter. */
  readonly failed: number
  /** With a dead letter of which somebody has said that it needs nothing more. */
  readonly resolved: number
  readonly inFlight: number
  /** Of those in flight, the ones that wait for the enricher, or one of its retries. */
  readonly notEnriched: number
  /** When the oldest one in flight was accepted, epoch milliseconds. */
  readonly inFlightSince: number | undefined
  /** Logged or skipped, and nobody in Salesforce has the customer's number. */
  readonly notFound: number
  /** Of those not found, the ones that were logged all the same. */
  readonly notFoundLogged: number
  /** From the webhook to Salesforce, milliseconds; undefined when none was logged. */
  readonly averageMs: number | undefined
  /** So long at most with 95 of 100. */
  readonly p95Ms: number | undefined
  /** logged / (logged + failed), from 0 to 1; undefined when neither happened. */
  readonly successRate: number | undefined
}

export function healthReportOf(booked: Iterable<BookedCall>, span: TimeSpan): HealthReport {
  const calls = [...booked].filter(({ acceptedAt }) => isWithin(span, acceptedAt))
  const of = (kind: BookedCall['fate']['kind']) => calls.filter(({ fate }) => fate.kind === kind)
  const [logged, skipped, inFlight] = [of('logged'), of('skipped'), of('in-flight')]
  const failed = of('dead-lettered').length
  const notFound = [...logged, ...skipped].filter(({ isNotFound }) => isNotFound)
  const passages = logged.flatMap(({ passageMs }) => passageMs ?? []).toSorted((a, b) => a - b)
  const toBeLogged = logged.length + failed
  return {
    span,
    total: calls.length,
    logged: logged.length,
    skipped: skipped.length,
    skippedByReason: reasonsOf(skipped),
    failed,
    resolved: of('resolved').length,
    inFlight: inFlight.length,
    notEnriched: inFlight.filter(({ isEnriched }) => !isEnriched).length,
    inFlightSince: earliest(inFlight),
    notFound: notFound.length,
    notFoundLogged: notFound.filter(({ fate }) => fate.kind === 'logged').length,
    averageMs:
      passages.length === 0 ? undefined : passages.reduce((sum, ms) => sum + ms, 0) / passages.length,
    p95Ms: passages[Math.ceil(passages.length * 0.95) - 1],
    successRate: toBeLogged === 0 ? undefined : logged.length / toBeLogged,
  }
}

function reasonsOf(skipped: readonly BookedCall[]): Record<string, number> {
  const counts = new Map<string, number>()
  for (const { fate } of skipped) {
    if (fate.kind === 'skipped') counts.set(fate.reason, (counts.get(fate.reason) ?? 0) + 1)
  }
  return Object.fromEntries([...counts].toSorted(([, a], [, b]) => b - a))
}

function earliest(calls: readonly BookedCall[]): number | undefined {
  return calls.length === 0
    ? undefined
    : calls.reduce((first, { acceptedAt }) => Math.min(first, acceptedAt), Infinity)
}
