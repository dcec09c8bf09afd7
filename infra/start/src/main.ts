import { StackError } from '@calltrail/local'
import { CommandLineError, ConfigError, isRefusal } from '@calltrail/runtime'
import { onThisMachine } from './bring-up.ts'
import { parseCommandLine, usage } from './command-line.ts'
import { howToRemove } from './docker/compose.ts'
import { inContainers } from './docker/in-containers.ts'
import { Interrupted, interruptedExitCode, interruption } from './interruption.ts'
import { paintFor } from './paint.ts'
import { readSettings } from './settings.ts'
import { start } from './start.ts'
import { StartError } from './start-error.ts'
import { stepsOn } from './steps.ts'

/** What to do about what outlives this process when it ends at once. */
let leftToRemove: string | undefined

const signal = interruption(
  (name, listener) => void process.on(name, listener),
  (exitCode) => {
    if (leftToRemove) console.error(`Ended at once. ${leftToRemove}`)
    process.exit(exitCode)
  },
  () => performance.now(),
)

try {
  const command = parseCommandLine(process.argv.slice(2))
  if (command.kind === 'help') {
    process.stdout.write(usage)
  } else {
    if (command.docker) leftToRemove = howToRemove
    const isAsExpected = await start({
      place: command.docker
        ? await inContainers(process.env, { fresh: command.fresh })
        : onThisMachine(readSettings(process.env)),
      exitAfterReport: command.exitAfterReport,
      signal,
      steps: stepsOn(process.stderr),
      paint: paintFor(process.stdout),
      columns: process.stdout.isTTY ? process.stdout.columns : undefined,
      print: (text) => void process.stdout.write(`${text}\n`),
    })
    process.exitCode = isAsExpected ? 0 : 1
  }
} catch (error) {
  process.exitCode = report(error)
}
// A service that was interrupted while it started may hold this process up; its watchdog stops it.
setTimeout(() => process.exit(), 1_000).unref()

/** Tells the user what is wrong. @returns the exit code */
function report(error: unknown): number {
  if (error instanceof SuppressedError) {
    // That nothing is left running would not be so.
    if (!(error.suppressed instanceof Interrupted)) report(error.suppressed)
    return report(error.error)
  }
  if (error instanceof Interrupted) {
    console.error('Interrupted. Nothing is left running.')
    return interruptedExitCode
  }
  if (error instanceof CommandLineError) {
    console.error(error.message)
    return 2
  }
  if (error instanceof ConfigError) {
    console.error(
      ['npm start cannot begin:', ...error.problems.map((problem) => `  - ${problem}`)].join('\n'),
    )
    return 1
  }
  const isForPeople = error instanceof StackError || error instanceof StartError || isRefusal(error)
  console.error(isForPeople ? error.message : error)
  return 1
}
