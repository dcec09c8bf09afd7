/**
 * To find a person, to ask, to delete, and to look again.
 */
import { printJson } from '../../console.ts'
import type { Console } from '../../console.ts'
import { ConsoleError, exitCodes } from '../../domain/console-error.ts'
import type { ExitCode } from '../../domain/console-error.ts'
import type { ForgetDesk } from '../../forget/desk.ts'
import { erase } from '../../forget/erase.ts'
import type { Erased } from '../../forget/erase.ts'
import { findPerson } from '../../forget/find-person.ts'
import type { FoundPerson, Quest } from '../../forget/find-person.ts'
import { planErasure } from '../../forget/plan-erasure.ts'
import type { ErasurePlan } from '../../forget/plan-erasure.ts'
import { inThousands } from '../../table.ts'
import { readingProgressOn } from '../dead-letters/progress.ts'
import { reportDocument } from './report-document.ts'
import { outcomeText, planText, questionText } from './report-text.ts'

export interface ErasureOptions {
  readonly yes?: boolean
  readonly json?: boolean
}

type Whom = Pick<Quest, 'given' | 'linked'>

export async function performErasure(
  console: Console,
  desk: ForgetDesk,
  whom: Whom,
  options: ErasureOptions,
): Promise<ExitCode> {
  const found = await look(console, desk, whom)
  const plan = await planErasure(desk, found, console.now(), console.signal)
  if (plan.partitions.length === 0 && plan.notes.length === 0)
    return tellNothing(console, found, plan, options)

  const open = found.deadLetters.filter(({ place, timestamp }) => !plan.isResolved(place, timestamp))
  const question = questionText(plan, open.length)
  const confirm = options.yes ? undefined : console.confirm
  const asks = question !== undefined && confirm !== undefined
  // A document goes to a program; who is asked must see what about.
  if (!options.json) console.stdout.write(planText(found, plan))
  else if (asks) console.stderr.write(planText(found, plan))

  const isAgreed = options.yes || (asks && (await confirm(question)))
  if (question === undefined || !isAgreed) {
    if (options.json) printJson(console, reportDocument(found, plan))
    if (asks) throw new ConsoleError(exitCodes.interrupted, 'Nothing was deleted.')
    if (!options.json) console.stdout.write(question === undefined ? nothingNow : onlyReported)
    return exitCodes.leftSome
  }
  const erased = await erase(desk, { ...console, found, plan, by: console.user })
  const left = await lookAgain(console, desk, whom, found, erased)
  if (options.json) printJson(console, reportDocument(found, plan, { erased, left }))
  else console.stdout.write(`\n${outcomeText(erased, left)}`)
  return left.partitions.length === 0 ? exitCodes.done : exitCodes.leftSome
}

const nothingNow = '\nNothing of that can be deleted now.\n'
const onlyReported = '\nNothing was deleted: --yes deletes what can go.\n'

async function look(
  { stderr, signal }: Pick<Console, 'stderr' | 'signal'>,
  desk: ForgetDesk,
  whom: Whom,
  known = whom.given,
): Promise<FoundPerson> {
  const progress = readingProgressOn(stderr)
  return findPerson(desk.records, { ...whom, progress: progress.at, signal }, known).finally(progress.end)
}

/** By everything that is known of the person by now: what named their calls is gone. */
async function lookAgain(
  console: Console,
  desk: ForgetDesk,
  whom: Whom,
  { person }: FoundPerson,
  { records }: Erased,
): Promise<ErasurePlan> {
  const { now, signal } = console
  try {
    return await planErasure(desk, await look(console, desk, whom, person), now(), signal)
  } catch (error) {
    const message = `Deleted ${inThousands(records)} of this person's records, and then could not look whether any are left. Run this again.`
    if (signal.aborted) throw new ConsoleError(exitCodes.interrupted, message, { cause: error })
    console.stderr.write(`${message}\n`)
    throw error
  }
}

function tellNothing(
  console: Console,
  found: FoundPerson,
  plan: ErasurePlan,
  { json }: ErasureOptions,
): ExitCode {
  if (json) printJson(console, reportDocument(found, plan))
  else console.stdout.write(`Nothing in Kafka names this person, in ${inThousands(found.read)} records.\n`)
  return exitCodes.nothingMatched
}
