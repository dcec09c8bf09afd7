import { printJsonLine, printable } from '../../console.ts'
import type { Console } from '../../console.ts'
import type { Finding } from '../../domain/finding.ts'
import type { TimeSpan } from '../../domain/time-span.ts'
import type { RunObserver } from '../../reconcile/run.ts'
import { counted, timeText } from '../../table.ts'
import { progressOn } from '../dead-letters/progress.ts'
import type { ProgressLine } from '../dead-letters/progress.ts'
import { findingDocument, findingsTable, isShown } from './finding-text.ts'
import type { ReconcileOptions } from './options.ts'

export interface ConsoleObserver extends RunObserver {
  /** Leaves the terminal as it should be. */
  end(): void
}

/** Tells people, or programs, what a run finds. @param address of the front door */
export function consoleObserver(
  console: Console,
  options: Pick<ReconcileOptions, 'json' | 'skipped' | 'limit' | 'yes' | 'every'>,
  address: string | undefined,
): ConsoleObserver {
  const { stdout, stderr } = console
  let progress: { readonly line: ProgressLine; readonly total: number; readonly doing: string } | undefined
  let isAgreed = options.yes === true || options.every !== undefined || !console.confirm

  function at(doing: string, done: number, total: number): void {
    if (progress?.doing !== doing || progress.total !== total) {
      progress?.line.end()
      progress = { line: progressOn(stderr, doing, total), total, doing }
    }
    progress.line.at(done)
  }

  function end(): void {
    progress?.line.end()
    progress = undefined
  }

  return {
    end,
    resumed: (doneUntil) =>
      stderr.write(`Goes on at ${timeText(doneUntil)}, where an earlier run stopped. --fresh begins anew.\n`),
    listing: (_, read, total) => at('listed', read, total),
    compared(span, conversations, findings) {
      end()
      const shown = findings.filter((finding) => isShown(finding, options))
      if (options.json) for (const finding of shown) printJsonLine(console, findingDocument(finding))
      else if (shown.length > 0) stdout.write(dayText(span, conversations, shown, options.limit))
    },
    async mayRepair(span, count, isLastDay) {
      isAgreed ||= await console.confirm!(
        `${question(span, count, address)}${isLastDay ? '' : ', and those of later days'}?`,
      )
      return isAgreed
    },
    sending: (done, total) => at('sent', done, total),
    refused(refusals) {
      end()
      for (const { eventId, reason } of refusals) {
        if (options.json) printJsonLine(console, { kind: 'refused', eventId, reason })
        else stdout.write(`Refused by the ingress: ${printable(eventId)}: ${printable(reason)}\n`)
      }
    },
  }
}

function dayText(span: TimeSpan, conversations: number, shown: readonly Finding[], limit: number): string {
  const head = `${timeText(span.from)} to ${timeText(span.to)}: ${counted(conversations, 'conversation')}\n`
  const more = shown.length - limit
  const rest = more > 0 ? `${counted(more, 'more call')}. --limit or --json shows them.\n` : ''
  return `${head}${findingsTable(shown.slice(0, limit))}${rest}\n`
}

/** Without its question mark. */
function question(span: TimeSpan, count: number, address: string | undefined): string {
  return `Send ${counted(count, 'call')} that ended from ${timeText(span.from)} to ${timeText(span.to)} to ${address}`
}
