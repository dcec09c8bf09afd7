/**
 * `npm run faults`: runs the faults, prints the table, and ends with an exit code that tells the truth.
 */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { progressOn } from '@calltrail/local'
import { catalogue } from './catalogue/index.ts'
import { parseCommandLine } from './harness/command-line.ts'
import type { SuiteCommand } from './harness/command-line.ts'
import { reportJson, reportMarkdown, reportText } from './harness/report.ts'
import { writeServiceLogs } from './harness/service-logs.ts'
import { complaintsAbout, isLeftOut } from './harness/row.ts'
import { openSuite } from './harness/suite.ts'
import { runLongCommand } from '../kit/long-command.ts'

await runLongCommand((signal) => main(parseCommandLine(process.argv.slice(2)), signal))

async function main(command: SuiteCommand, signal: AbortSignal): Promise<number> {
  const known = new Set(catalogue.map(({ name }) => name))
  const unknown = command.only.filter((name) => !known.has(name))
  if (unknown.length > 0) {
    console.error(`There is no fault ${unknown.join(', ')}. 'npm run faults -- --list' shows what there is.`)
    return 2
  }
  const faults = catalogue.filter(({ name, isShort }) =>
    command.only.length > 0 ? command.only.includes(name) : !command.short || isShort,
  )
  if (command.list) {
    for (const { name, what, isShort } of faults) console.log(`${name}${isShort ? ' *' : ''}: ${what}`)
    console.log('\n* in the short form')
    return 0
  }
  await using suite = await openSuite({
    ratePerSecond: command.rate,
    seed: command.seed,
    isShort: command.short,
    signal,
    progress: progressOn(process.stderr),
    onExit: (text) => console.error(text),
  })
  for (const fault of faults) {
    const row = await suite.run(fault)
    const complaints = complaintsAbout(row)
    if (isLeftOut(row)) console.error(`${fault.name}: left out: ${row.leftOut}`)
    else {
      console.error(`${fault.name}: ${complaints.length === 0 ? 'ok' : complaints.join('; ')}`)
      if (command.logs && complaints.length > 0)
        await writeServiceLogs(join(command.logs, fault.name), row.logs)
    }
  }
  const rows = suite.allRows()
  console.log(reportText(rows))
  if (command.json) await writeFile(command.json, reportJson(rows))
  if (command.markdown) await writeFile(command.markdown, reportMarkdown(rows))
  return rows.every((row) => complaintsAbout(row).length === 0) ? 0 : 1
}
