/**
 * `docs/performance.md`: what was measured and kept, and what a reader has to know about it. Pure.
 */
import type { Bench } from './bench.ts'
import { machineText } from './machine.ts'
import type { BenchRecord } from './records.ts'
import type { BenchRun } from './run-bench.ts'
import { verdictsOn } from './verdict.ts'
import { figureRows, roundsText, verdictCells, verdictLine } from './words.ts'

/** What is measured is the bench's own, as it is now; the samples are those that were kept. */
interface Chapter {
  readonly run: BenchRun
  readonly record: BenchRecord
}

/**
 * @param introduction how benches are run, and how they measure, with the page's title
 * @param records in any order; a bench without one is left out
 */
export function performancePage(
  introduction: string,
  benches: readonly Bench[],
  records: readonly BenchRecord[],
): string {
  const chapters = benches.flatMap((bench) => {
    const record = records.find(({ bench: name }) => name === bench.name)
    return record ? [{ run: { bench, samples: record.samples }, record }] : []
  })
  return `${[
    introduction.trim(),
    '## All goals',
    goalsTable(chapters),
    ...chapters.flatMap(chapterParts),
    'This page is written by `npm run bench -- --record`, and from what that has kept by `npm run generate`.',
  ].join('\n\n')}\n`
}

function goalsTable(chapters: readonly Chapter[]): string {
  const rows = chapters.flatMap(({ run }) =>
    verdictsOn(run).map((verdict) => [
      `[${run.bench.name}](#${run.bench.name})`,
      ...verdictCells(run.bench.figures, verdict),
    ]),
  )
  if (rows.length === 0) return 'Nothing has been measured so far.'
  return table([['bench', 'figure', 'measured', 'goal', 'verdict'], ...rows])
}

function chapterParts({ run, record }: Chapter): string[] {
  const { name, story, figures } = run.bench
  const verdicts = verdictsOn(run).map((verdict) => verdictLine(figures, verdict))
  return [
    `## ${name}`,
    story.method.trim(),
    `${sentence(roundsText(run))}, ${record.at.slice(0, 10)}, on ${machineText(record.machine)}${versionsText(record)}:`,
    table(figureRows(run)),
    ...(verdicts.length > 0 ? ['Goals:', list(verdicts)] : []),
    ...(story.unfair.length > 0 ? ['### What is unfair', list(story.unfair)] : []),
  ]
}

function versionsText({ versions }: BenchRecord): string {
  return Object.entries(versions)
    .map(([name, version]) => `, ${name} ${version}`)
    .join('')
}

function sentence(text: string): string {
  return `${text[0]!.toUpperCase()}${text.slice(1)}`
}

function list(items: readonly string[]): string {
  return items.map((item) => `- ${item.trim()}`).join('\n')
}

function table([head, ...rows]: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.trim()).join(' | ')} |`
  return [head!, head!.map(() => '---'), ...rows].map(line).join('\n')
}
