/**
 * `npm run bench`: runs the benches, prints what came of them, and ends with an exit code that tells whether goals were missed.
 */
import { writeFile } from 'node:fs/promises'
import { progressOn } from '@calltrail/local'
import { benches } from './benches/index.ts'
import type { Bench } from './harness/bench.ts'
import { parseCommandLine, roundsOf } from './harness/command-line.ts'
import type { BenchCommand } from './harness/command-line.ts'
import { thisMachine } from './harness/machine.ts'
import { reportJson, reportText } from './harness/report.ts'
import { runBench } from './harness/run-bench.ts'
import type { BenchRun } from './harness/run-bench.ts'
import { verdictsOn } from './harness/verdict.ts'
import { installedVersions } from './harness/versions.ts'
import { page, records } from './page.ts'
import { runLongCommand } from '../kit/long-command.ts'

const shortScale = 0.1
/** Where the packages are that Calltrail is compared with. */
const packageFolders = ['peers/node_modules/', '../../node_modules/'].map(
  (path) => new URL(path, import.meta.url),
)
const machine = thisMachine()

await runLongCommand((signal) => main(parseCommandLine(process.argv.slice(2)), signal))

async function main(command: BenchCommand, signal: AbortSignal): Promise<number> {
  const { names, list, short, record, json } = command
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
  const runs: BenchRun[] = []
  let hasFailed = false
  for (const bench of wanted) {
    try {
      const startedAt = new Date()
      const run = await measured(bench, command, signal)
      runs.push(run)
      console.log(`${reportText(run, machine)}\n`)
      if (record) await keep(run, startedAt)
    } catch (error) {
      if (signal.aborted) throw error
      // The others may take an hour: what they come to is not lost because of this one.
      console.error(`${bench.name} failed:`, error)
      hasFailed = true
    }
  }
  if (json) await writeFile(json, reportJson(runs, machine, at))
  // The figures of the short form say nothing.
  const hasMissed = !short && runs.flatMap(verdictsOn).some(({ result }) => result === 'missed')
  return hasFailed || hasMissed ? 1 : 0
}

async function measured(bench: Bench, command: BenchCommand, signal: AbortSignal): Promise<BenchRun> {
  const progress = progressOn(process.stderr)
  const say = (what: string) => progress.step(`${bench.name}: ${what}`)
  const scale = command.short ? shortScale : 1
  try {
    return await runBench(bench, { rounds: roundsOf(bench, command), scale, signal, say })
  } finally {
    progress.end()
  }
}

/** At once, and not after the last bench: so it is there even if that never ends. */
async function keep({ bench, samples }: BenchRun, startedAt: Date): Promise<void> {
  const versions = installedVersions(bench.story.packages ?? [], packageFolders)
  await records.write({ bench: bench.name, at: startedAt.toISOString(), machine, versions, samples })
  const { url, text } = page()
  await writeFile(url, text)
}
