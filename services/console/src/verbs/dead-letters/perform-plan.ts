/**
 * What replay and resolve have in common: to ask, to do, and to tell what was done.
 */
import { printJson } from '../../console.ts'
import type { Console } from '../../console.ts'
import { carryOut } from '../../dead-letters/carry-out.ts'
import type { CarryOut, Tally } from '../../dead-letters/carry-out.ts'
import type { Plan } from '../../dead-letters/plan.ts'
import { ConsoleError, exitCodes } from '../../domain/console-error.ts'
import type { ExitCode } from '../../domain/console-error.ts'
import type { DeadLetterJournal } from '../../ports/dead-letter-journal.ts'
import { counted } from '../../table.ts'
import { outcomeDocument, outcomeText } from './outcome-text.ts'
import { progressOn } from './progress.ts'

export interface PerformOptions {
  readonly dryRun?: boolean
  readonly yes?: boolean
  readonly json?: boolean
}

export interface Performance extends Pick<CarryOut, 'archive' | 'plan' | 'deedFor' | 'recordsPerSecond'> {
  readonly verb: 'replay' | 'resolve'
  /** Undefined for a dry run. */
  readonly journal: DeadLetterJournal | undefined
  readonly options: PerformOptions
}

/** Asks where there is somebody to ask, does it, and prints what was done. */
export async function performPlan(console: Console, performance: Performance): Promise<ExitCode> {
  const { verb, plan, journal, options } = performance
  if (journal && plan.count > 1 && !options.yes && !(await isAgreed(console, verb, plan))) {
    throw new ConsoleError(
      exitCodes.interrupted,
      `Nothing was ${verb === 'replay' ? 'replayed' : 'resolved'}.`,
    )
  }
  const tally = journal ? await perform(console, performance, journal) : { done: 0, interrupted: false }
  const outcome = { verb, plan, tally, dryRun: options.dryRun ?? false }
  if (options.json) printJson(console, outcomeDocument(outcome))
  else console.stdout.write(outcomeText(outcome))
  if (tally.failure !== undefined) throw tally.failure as Error
  return exitCodeOf(plan, tally)
}

async function isAgreed({ confirm }: Console, verb: string, plan: Plan): Promise<boolean> {
  if (!confirm) return true
  const left = plan.left.length === 0 ? '' : `, and leave ${plan.left.length} as they are`
  return confirm(`${verb === 'replay' ? 'Replay' : 'Resolve'} ${counted(plan.count, 'dead letter')}${left}?`)
}

async function perform(
  console: Console,
  { verb, archive, plan, deedFor, recordsPerSecond }: Performance,
  journal: DeadLetterJournal,
): Promise<Tally> {
  const progress = progressOn(console.stderr, verb === 'replay' ? 'replayed' : 'resolved', plan.count)
  try {
    return await carryOut({
      archive,
      journal,
      plan,
      deedFor,
      recordsPerSecond,
      now: () => performance.now(),
      onProgress: progress.at,
      signal: console.signal,
    })
  } finally {
    progress.end()
  }
}

function exitCodeOf({ count, left }: Plan, { interrupted }: Tally): ExitCode {
  if (interrupted) return exitCodes.interrupted
  if (left.length > 0 && (count > 0 || left.some(({ isOpen }) => isOpen))) return exitCodes.leftSome
  return count === 0 ? exitCodes.nothingMatched : exitCodes.done
}
