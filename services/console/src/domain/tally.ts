import type { Finding, Verdict } from './finding.ts'

/** How many of what there were. Its JSON is what the bookmark of an unfinished run holds. */
export interface Tally {
  readonly conversations: number
  /** Of events: a conversation may have several. */
  readonly verdicts: Readonly<Partial<Record<Verdict['kind'], number>>>
  /** Of those skipped, by reason. */
  readonly skipped: Readonly<Record<string, number>>
  readonly sent: number
  /** Sent, and not taken. */
  readonly refused: number
}

export const emptyTally: Tally = { conversations: 0, verdicts: {}, skipped: {}, sent: 0, refused: 0 }

export function tallyOf(conversations: number, findings: readonly Finding[]): Tally {
  const reasons = findings.flatMap(({ verdict }) => (verdict.kind === 'skipped' ? verdict.reason : []))
  return {
    ...emptyTally,
    conversations,
    verdicts: countsOf(findings.map(({ verdict }) => verdict.kind)),
    skipped: countsOf(reasons),
  }
}

export function sumOf(a: Tally, b: Tally): Tally {
  return {
    conversations: a.conversations + b.conversations,
    verdicts: sumOfCounts(a.verdicts, b.verdicts),
    skipped: sumOfCounts(a.skipped, b.skipped),
    sent: a.sent + b.sent,
    refused: a.refused + b.refused,
  }
}

/** Events that are not where they belong, and were not sent again either. */
export function notThere({ verdicts, sent }: Tally): number {
  const { logged = 0, skipped = 0, resolved = 0, ...others } = verdicts
  return Object.values(others).reduce((sum, count) => sum + count, 0) - sent
}

function countsOf(names: readonly string[]): Record<string, number> {
  const counts = new Map<string, number>()
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1)
  return Object.fromEntries(counts)
}

function sumOfCounts(
  a: Readonly<Record<string, number>>,
  b: Readonly<Record<string, number>>,
): Record<string, number> {
  const names = [...new Set([...Object.keys(a), ...Object.keys(b)])]
  return Object.fromEntries(names.map((name) => [name, (a[name] ?? 0) + (b[name] ?? 0)]))
}
