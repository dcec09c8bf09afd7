import { styleText } from 'node:util'
import { CommandLineError, ConfigError } from '@calltrail/runtime'
import { parseCommandLine, usage } from './command-line.ts'
import { examination } from './examination.ts'
import { checkLines, diagnosisLine, diagnosisOf } from './report.ts'

// A reader such as `head` has seen enough.
process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => process.exit(code === 'EPIPE' ? 0 : 1))

try {
  const command = parseCommandLine(process.argv.slice(2))
  if (command.kind === 'help') process.stdout.write(usage)
  else process.exitCode = await run(command.asJson)
} catch (error) {
  if (!(error instanceof CommandLineError) && !(error instanceof ConfigError)) throw error
  const problems = error instanceof ConfigError ? error.problems : [error.message]
  process.stderr.write(`The doctor cannot begin:\n${problems.map((problem) => `  - ${problem}\n`).join('')}`)
  process.exitCode = 2
}

/** @returns the exit code */
async function run(asJson: boolean): Promise<number> {
  const print = (line: string) => void process.stdout.write(`${line}\n`)
  const results = await examination(process.env, (result) => {
    if (asJson) print(JSON.stringify(result))
    else checkLines(result, paint).forEach(print)
  })
  const diagnosis = diagnosisOf(results)
  if (!asJson) print(`\n${diagnosisLine(diagnosis)}`)
  return diagnosis.broken > 0 ? 1 : 0
}

function paint(format: Parameters<typeof styleText>[0], text: string): string {
  return styleText(format, text, { stream: process.stdout })
}
