/**
 * `npm run drill`: plays the scenes, prints the table, and ends with an exit code that tells the truth.
 */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { progressOn } from '@calltrail/local'
import { openBench } from './harness/bench.ts'
import type { Bench } from './harness/bench.ts'
import { parseCommandLine } from './harness/command-line.ts'
import type { DrillCommand } from './harness/command-line.ts'
import { playScene } from './harness/play-scene.ts'
import type { Row } from './harness/play-scene.ts'
import { reportMarkdown, reportText } from './harness/report.ts'
import { alertText, ruledAlerts } from './harness/rules.ts'
import { expectedIn } from './harness/scene.ts'
import type { Scene } from './harness/scene.ts'
import { scenes } from './scenes/index.ts'
import { runLongCommand } from '../kit/long-command.ts'

await runLongCommand((signal) => main(parseCommandLine(process.argv.slice(2)), signal))

async function main({ only, list, markdown, logs }: DrillCommand, signal: AbortSignal): Promise<number> {
  const known = new Set(ruledAlerts.map(({ alert }) => alert))
  const unknown = only.filter((name) => !known.has(name))
  if (unknown.length > 0) {
    console.error(`There is no alert ${unknown.join(', ')}. 'npm run drill -- --list' shows what there is.`)
    return 2
  }
  const wanted = scenes.filter(
    (scene) => only.length === 0 || expectedIn(scene).some(({ alert }) => only.includes(alert)),
  )
  if (list) {
    for (const scene of wanted) console.log(`${scene.name}: ${expectedIn(scene).map(alertText).join(', ')}`)
    return 0
  }
  const rows = await play(wanted, logs, signal)
  console.log(reportText(rows))
  if (markdown) await writeFile(markdown, reportMarkdown(rows))
  return rows.every(({ complaints }) => complaints.length === 0) ? 0 : 1
}

async function play(wanted: readonly Scene[], logs: string | undefined, signal: AbortSignal): Promise<Row[]> {
  const progress = progressOn(process.stderr)
  const rows: Row[] = []
  try {
    await using bench = await openBench({ progress, signal })
    for (const scene of wanted) {
      const say = (what: string) => progress.step(`${scene.name}: ${what}`)
      rows.push(...(await playScene(bench, scene, { say })))
    }
    progress.step('Stopping everything')
    if (logs) await writeLogs(bench, logs)
  } finally {
    progress.end()
  }
  return rows
}

async function writeLogs({ services }: Bench, directory: string): Promise<void> {
  await mkdir(directory, { recursive: true })
  for (const { name, takeOutput } of Object.values(services)) {
    const lines = takeOutput().map((line) => `${line}\n`)
    await writeFile(join(directory, `${name}.log`), lines.join(''))
  }
}
