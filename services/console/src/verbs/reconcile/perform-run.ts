import { fileBookmarks } from '../../adapters/file-bookmarks.ts'
import { printJsonLine } from '../../console.ts'
import type { Console } from '../../console.ts'
import { ConsoleError, exitCodes } from '../../domain/console-error.ts'
import type { ExitCode } from '../../domain/console-error.ts'
import { notThere } from '../../domain/tally.ts'
import type { TimeSpan } from '../../domain/time-span.ts'
import type { Bookmarks } from '../../ports/bookmarks.ts'
import { openReconcileDesk } from '../../reconcile/desk.ts'
import type { DeskNeeds, ReconcileDesk } from '../../reconcile/desk.ts'
import { runReconciliation } from '../../reconcile/run.ts'
import type { RunResult } from '../../reconcile/run.ts'
import { timeText } from '../../table.ts'
import { consoleObserver } from './observer.ts'
import { rememberedSince, runName, spanOf } from './options.ts'
import type { ReconcileOptions } from './options.ts'
import { summaryDocument, summaryText } from './summary-text.ts'

/** What a run is given from outside, so that tests can give something else. */
export interface Surroundings {
  openDesk(console: Console, needs: DeskNeeds): Promise<ReconcileDesk & AsyncDisposable>
  readonly bookmarks: Bookmarks
}

export function realSurroundings({ state }: ReconcileOptions): Surroundings {
  return { openDesk: openReconcileDesk, bookmarks: fileBookmarks(state) }
}

/** Compares what was asked for, from where an earlier run of it stopped. */
export async function reconcileOnce(
  console: Console,
  options: ReconcileOptions,
  surroundings: Surroundings,
): Promise<ExitCode> {
  const span = spanOf(options, console.now())
  const name = runName(span, options)
  const result = await reconcileSpan(console, options, surroundings, {
    span,
    name,
    resume: options.fresh !== true,
  })
  if (!result.ended) {
    await surroundings.bookmarks.remove(name)
    return notThere(result.tally) > 0 ? exitCodes.leftSome : exitCodes.done
  }
  if (result.ended.by === 'failure') throw result.ended.failure as Error
  if (result.ended.by === 'no') throw new ConsoleError(exitCodes.interrupted, 'Nothing more was sent.')
  return exitCodes.interrupted
}

/** What is looked at, under the name by which it is remembered. */
interface Part {
  readonly span: TimeSpan
  readonly name: string
  readonly resume: boolean
}

/** Compares one span of time, and prints what it finds and what it came to. */
export async function reconcileSpan(
  console: Console,
  options: ReconcileOptions,
  { openDesk, bookmarks }: Surroundings,
  { span, name, resume }: Part,
): Promise<RunResult> {
  const remembered = rememberedSince(console.now())
  const isForgotten = span.from < remembered
  if (isForgotten && !options.salesforce) {
    console.stderr.write(
      `Kafka tells of calls since ${timeText(remembered)}; for those before, Salesforce is asked as well.\n`,
    )
  }
  await using desk = await openDesk(console, {
    salesforce: options.salesforce === true || isForgotten,
    frontDoor: options.repair === true,
  })
  const observer = consoleObserver(console, options, desk.frontDoor?.address)
  const result = await runReconciliation({
    desk,
    span,
    bookmarks,
    name,
    resume,
    longestCallMs: options.longestCall,
    rememberedSince: remembered,
    alwaysAskSalesforce: options.salesforce === true,
    repair: options.repair
      ? { restore: options.restore === true, perSecond: options.perSecond, now: () => performance.now() }
      : undefined,
    observer,
    signal: console.signal,
  }).finally(observer.end)
  tell(console, options, span, result)
  return result
}

function tell(console: Console, options: ReconcileOptions, span: TimeSpan, result: RunResult): void {
  const { tally, doneUntil, comparedUntil, ended } = result
  const compared = { from: span.from, to: comparedUntil }
  if (options.json) {
    printJsonLine(console, summaryDocument(tally, compared, ended !== undefined))
    return
  }
  if (comparedUntil > span.from) console.stdout.write(summaryText(tally, compared))
  if (!ended) return
  const how = ended.by === 'failure' ? 'Stopped' : 'Interrupted'
  const end =
    options.every === undefined ? `The same command goes on from there.` : 'The next run goes on from there.'
  console.stdout.write(`${how}, with all done that ended before ${timeText(doneUntil)}. ${end}\n`)
}
