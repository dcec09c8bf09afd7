import type { Conversation } from '../domain/conversation.ts'
import { isRepairable } from '../domain/finding.ts'
import type { Finding } from '../domain/finding.ts'
import { emptyTally, sumOf, tallyOf } from '../domain/tally.ts'
import type { Tally } from '../domain/tally.ts'
import { byUtcDay } from '../domain/time-span.ts'
import type { TimeSpan } from '../domain/time-span.ts'
import type { Bookmarks } from '../ports/bookmarks.ts'
import { compare } from './compare.ts'
import type { ReconcileDesk } from './desk.ts'
import { listEnded } from './list-ended.ts'
import { sendMissing } from './send-missing.ts'
import type { Refusal } from './send-missing.ts'

export interface RunOrder {
  readonly desk: ReconcileDesk
  readonly span: TimeSpan
  readonly bookmarks: Bookmarks
  /** Under which name the run remembers how far it has come. */
  readonly name: string
  /** Whether to go on where an earlier run of this name stopped. */
  readonly resume: boolean
  readonly longestCallMs: number
  /** Before this time Kafka does not tell of all that ended, epoch milliseconds: then Salesforce is asked. */
  readonly rememberedSince: number
  /** Whether Salesforce is asked about later days as well. */
  readonly alwaysAskSalesforce: boolean
  /** Undefined when nothing is to be sent. */
  readonly repair: Repair | undefined
  readonly observer: RunObserver
  readonly signal: AbortSignal
}

export interface Repair {
  readonly restore: boolean
  readonly perSecond: number
  /** Milliseconds of a clock that only goes forward. */
  readonly now: () => number
}

/** Is told of what happens, as it happens. */
export interface RunObserver {
  resumed(doneUntil: number): void
  listing(span: TimeSpan, read: number, total: number): void
  /** A day's findings, before anything is sent. */
  compared(span: TimeSpan, conversations: number, findings: readonly Finding[]): void
  /** @returns whether to send them; asked before each day that has some */
  mayRepair(span: TimeSpan, count: number, isLastDay: boolean): Promise<boolean>
  sending(done: number, total: number): void
  refused(refusals: readonly Refusal[]): void
}

export interface RunResult {
  readonly tally: Tally
  /** All calls that ended before are done. */
  readonly doneUntil: number
  /** All calls that ended before are in the tally: those of a day on which something stopped it, too. */
  readonly comparedUntil: number
  /** What ended the run before its time: the signal's reason, what went wrong, or a no. */
  readonly ended?:
    { readonly by: 'interruption' | 'no' } | { readonly by: 'failure'; readonly failure: unknown }
}

/**
 * Goes through a span day by day: lists, compares, sends what is missing where that is wanted. After each day it remembers how far it
 * has come; a day that was interrupted is begun anew, and what was sent already is then found in flight.
 */
export async function runReconciliation(order: RunOrder): Promise<RunResult> {
  const { bookmarks, name, span, observer, signal } = order
  const bookmark = order.resume ? await bookmarks.read(name) : undefined
  if (bookmark) observer.resumed(bookmark.doneUntil)
  let doneUntil = bookmark?.doneUntil ?? span.from
  let tally = bookmark?.tally ?? emptyTally
  try {
    for (const day of byUtcDay({ from: doneUntil, to: span.to })) {
      signal.throwIfAborted()
      const outcome = await reconcileDay(order, day)
      tally = sumOf(tally, outcome.tally)
      if (outcome.ended) return { tally, doneUntil, comparedUntil: day.to, ended: outcome.ended }
      doneUntil = day.to
      await bookmarks.write(name, { doneUntil, tally })
    }
    return { tally, doneUntil, comparedUntil: doneUntil }
  } catch (failure) {
    return { tally, doneUntil, comparedUntil: doneUntil, ended: endedBy(failure, signal) }
  }
}

function endedBy(failure: unknown, signal: AbortSignal): NonNullable<RunResult['ended']> {
  return signal.aborted ? { by: 'interruption' } : { by: 'failure', failure }
}

async function reconcileDay(order: RunOrder, span: TimeSpan): Promise<Pick<RunResult, 'tally' | 'ended'>> {
  const { desk, longestCallMs, rememberedSince, repair, observer, signal } = order
  const conversations: Conversation[] = await listEnded({
    genesys: desk.genesys,
    span,
    longestCallMs,
    onProgress: (read, total) => observer.listing(span, read, total),
    signal,
  })
  const isRemembered = span.from >= rememberedSince
  const tasks = order.alwaysAskSalesforce || !isRemembered ? desk.tasks : undefined
  const findings = await compare({ ledger: desk.ledger, tasks, span, conversations, isRemembered, signal })
  const tally = tallyOf(conversations.length, findings)
  observer.compared(span, conversations.length, findings)

  const missing = repair ? findings.filter(({ verdict }) => isRepairable(verdict, repair)) : []
  if (!repair || missing.length === 0) return { tally }
  if (!(await observer.mayRepair(span, missing.length, span.to === order.span.to)))
    return { tally, ended: { by: 'no' } }
  const { taken, refusals, ...rest } = await sendMissing({
    findings: missing,
    genesys: desk.genesys,
    frontDoor: desk.frontDoor!,
    perSecond: repair.perSecond,
    now: repair.now,
    onProgress: (done) => observer.sending(done, missing.length),
    signal,
  })
  observer.refused(refusals)
  const withSent = { ...tally, sent: taken, refused: refusals.length }
  return 'failure' in rest ? { tally: withSent, ended: endedBy(rest.failure, signal) } : { tally: withSent }
}
