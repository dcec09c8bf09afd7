/**
 * What replay or resolve did, for people and for programs.
 */
import { printable } from '../../console.ts'
import type { Tally } from '../../dead-letters/carry-out.ts'
import type { Plan } from '../../dead-letters/plan.ts'
import { counted, inThousands } from '../../table.ts'

export interface Outcome {
  readonly verb: 'replay' | 'resolve'
  readonly plan: Plan
  readonly tally: Tally
  readonly dryRun: boolean
}

const shownLeft = 20

export function outcomeDocument({ verb, plan, tally, dryRun }: Outcome) {
  return {
    dryRun,
    selected: plan.count,
    [pastOf[verb]]: tally.done,
    interrupted: tally.interrupted,
    left: plan.left.map(({ handle, reason }) => ({ handle, reason })),
  }
}

/** Lines, each with its break. */
export function outcomeText(outcome: Outcome): string {
  return [headline(outcome), ...leftLines(outcome)].map((line) => `${line}\n`).join('')
}

const pastOf = { replay: 'replayed', resolve: 'resolved' } as const

function headline({ verb, plan: { count, left }, tally, dryRun }: Outcome): string {
  const past = pastOf[verb]
  const what = counted(count, 'dead letter')
  if (count === 0) return left.length === 0 ? 'No open dead letter matches.' : `Nothing was ${past}.`
  if (dryRun) return `${what} would be ${past}. Nothing was done: this was a dry run.`
  const end = `The rest is still open: the same command goes on with it.`
  if (tally.interrupted) return `Interrupted: ${past} ${inThousands(tally.done)} of ${what}. ${end}`
  if (tally.failure !== undefined) {
    return `Stopped: ${past} ${inThousands(tally.done)} of ${what} for certain. ${end}`
  }
  return `${past === 'replayed' ? 'Replayed' : 'Resolved'} ${counted(tally.done, 'dead letter')}.`
}

function leftLines({ plan: { left } }: Outcome): string[] {
  if (left.length === 0) return []
  const more = left.length - shownLeft
  return [
    `Left as ${left.length === 1 ? 'it is' : 'they are'}:`,
    ...left.slice(0, shownLeft).map(({ handle, reason }) => `  ${printable(handle)}: ${reason}`),
    ...(more > 0 ? [`  and ${inThousands(more)} more; --json names all`] : []),
  ]
}
