/**
 * How the command line says what is to be compared.
 */
import { callsLogged } from '@calltrail/schemas'
import { InvalidArgumentError } from 'commander'
import { ConsoleError, exitCodes } from '../../domain/console-error.ts'
import { durationOf } from '../../domain/duration.ts'
import { momentOf } from '../../domain/moment.ts'
import type { TimeSpan } from '../../domain/time-span.ts'

export interface ReconcileOptions {
  readonly from?: string
  readonly to?: string
  /** Milliseconds. */
  readonly lag: number
  /** Milliseconds. */
  readonly longestCall: number
  /** Milliseconds. */
  readonly every?: number
  readonly repair?: boolean
  readonly restore?: boolean
  readonly perSecond: number
  readonly salesforce?: boolean
  readonly skipped?: boolean
  readonly limit: number
  readonly state: string
  readonly fresh?: boolean
  readonly yes?: boolean
  readonly json?: boolean
}

const dayMs = 86_400_000

/** `query` of Salesforce does not show Tasks that were closed longer ago: they are archived. */
const archivedAfterMs = 365 * dayMs

/** The span that is meant. @throws {ConsoleError} that says what is wrong with it */
export function spanOf({ from, to, lag }: ReconcileOptions, now: number): TimeSpan {
  if (from === undefined)
    throw wrong('Say since when: --from 2026-03-14, --from 7d, or a schedule by --every 1h.')
  const span = {
    from: momentOf(from, now)!,
    to: Math.min(to === undefined ? now : momentOf(to, now)!, now - lag),
  }
  if (span.from < now - archivedAfterMs) {
    throw wrong(
      '--from lies more than 365 days ago: Salesforce has archived the Tasks of those days, and does not show them.',
    )
  }
  if (span.from < span.to) return span
  throw wrong(
    '--from must be before --to, and before the last minutes, which --lag keeps out: their calls are still on their way.',
  )
}

/** @throws {ConsoleError} when options contradict each other */
export function checkOptions({ to, every, restore, repair, salesforce, fresh }: ReconcileOptions): void {
  if (every !== undefined && to !== undefined)
    throw wrong('Give either --to or --every: a schedule has no end.')
  if (every !== undefined && fresh)
    throw wrong('--fresh is for a range: a schedule begins anew with another --state.')
  if (restore && !(repair && salesforce)) {
    throw wrong('--restore goes with --repair and --salesforce, which finds the Tasks that are gone.')
  }
}

/** Before this time Kafka does not tell of all that ended, epoch milliseconds. */
export function rememberedSince(now: number): number {
  return now - callsLogged.retentionMs
}

/** Of a run: it is the same one when it begins at the same time and does the same. */
export function runName({ from }: TimeSpan, { repair, salesforce, restore }: ReconcileOptions): string {
  const modes = [repair && 'repair', salesforce && 'salesforce', restore && 'restore'].filter(Boolean)
  return [new Date(from).toISOString(), ...modes].join(' ')
}

export function moment(text: string): string {
  if (momentOf(text, 0) !== undefined) return text
  throw new InvalidArgumentError('It must be like 30m, 2h, 7d or 2026-03-14T10:00Z.')
}

/** Reads a duration into milliseconds. */
export function duration(minMs: number, maxMs: number, words: string): (text: string) => number {
  return (text) => {
    const value = durationOf(text)
    if (value !== undefined && value >= minMs && value <= maxMs) return value
    throw new InvalidArgumentError(`It must be ${words}.`)
  }
}

function wrong(message: string): ConsoleError {
  return new ConsoleError(exitCodes.wrongUsage, message)
}
