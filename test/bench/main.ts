/**
 * `npm run bench`: runs the benches, prints their tables, and ends with an exit code that tells whether limits were kept.
 */
import { writeFile } from 'node:fs/promises'
import { progressOn } from '@calltrail/local'
import { benches } from './benches/index.ts'
import { parseCommandLine } from './harness/command-line.ts'
import type { BenchCommand } from './harness/command-line.ts'
import { thisMachine } from './harness/machine.ts'
import { reportJson, reportMarkdown, reportText } from './harness/report.ts'
import { runBench } from './harness/run-bench.ts'
import type { BenchRun } from './harness/run-bench.ts'
import { verdictsOn } from './harness/verdict.ts'
import { runLongCommand } from '../kit/long-command.ts'

const shortScale = 0.1

await runLongCommand((signal) => main(parseCommandLine(process.argv.slice(2)), signal))

async function main(
  { names, rounds, list, short, json, markdown }: BenchCommand,
  signal: AbortSignal,
): Promise<number> {
  const known = new Set(benches.map(({ name }) => name))
  const unknown = names.filter((name) => !known.has(name))
  if (unknown.length > 0) {
    console.error(`There is no bench ${unknown.join(', ')}. 'npm run bench -- --list' shows what there is.`)
    return 2
  }
  const wanted = benches.filter(({ name }) => names.length === 0 || names.includes(name))
  if (list) {
    for (const { name, what } of wanted) console.log(`${name}: ${what}`)
    return 0
  }
  const at = new Date()
  const machine = thisMachine()
  const progress = progressOn(process.stderr)
  const runs: BenchRun[] = []
  for (const bench of wanted) {
    try {
      const say = (what: string) => progress.step(`${bench.name}: ${what}`)
      const scale = short ? shortScale : 1
      runs.push(await runBench(bench, { rounds, scale, signal, say }))
    } finally {
      progress.end()
    }
    console.log(`${reportText(runs.at(-1)!, machine)}\n`)
  }
  if (json) await writeFile(json, reportJson(runs, machine, at))
  if (markdown) await writeFile(markdown, runs.map((run) => reportMarkdown(run, machine)).join('\n'))
  // The figures of the short form say nothing.
  if (short) return 0
  return runs.flatMap(verdictsOn).some(({ result }) => result === 'exceeded') ? 1 : 0
}
