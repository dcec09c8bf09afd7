/**
 * What was found, for people: the groups in their order, a line per finding, and the verdict at the end.
 */
import { styleText } from 'node:util'
import type { CheckResult } from './check.ts'
import type { Finding } from './finding.ts'

const marks = { fine: '✓', degraded: '!', broken: '✗' } as const satisfies Record<Finding['verdict'], string>
const colours = { fine: 'green', degraded: 'yellow', broken: 'red' } as const

export type Styled = (format: Parameters<typeof styleText>[0], text: string) => string

/** The lines of one check. */
export function checkLines({ vendor, check, findings }: CheckResult, styled: Styled): string[] {
  return findings.flatMap(({ verdict, what, remedy }) => [
    `${styled(colours[verdict], marks[verdict])} ${styled('bold', `${vendor}, ${check}`)}  ${what}`,
    ...(remedy === undefined ? [] : [`    → ${remedy}`]),
  ])
}

export interface Diagnosis {
  readonly broken: number
  readonly degraded: number
}

export function diagnosisOf(results: readonly CheckResult[]): Diagnosis {
  const verdicts = results.flatMap(({ findings }) => findings.map(({ verdict }) => verdict))
  const count = (wanted: Finding['verdict']) => verdicts.filter((verdict) => verdict === wanted).length
  return { broken: count('broken'), degraded: count('degraded') }
}

/** The last line. */
export function diagnosisLine({ broken, degraded }: Diagnosis): string {
  const findings = (count: number) => (count === 1 ? '1 finding' : `${count} findings`)
  if (broken > 0) return `Calls cannot be logged as things are: ${findings(broken)} to mend first.`
  if (degraded > 0) return `Calls are logged, as far as the org allows: ${findings(degraded)} to look at.`
  return 'All is well.'
}
