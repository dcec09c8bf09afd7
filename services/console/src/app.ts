/**
 * The command line: its verbs, and what becomes of what goes wrong.
 */
import { Command, CommanderError } from 'commander'
import type { Console } from './console.ts'
import { ConsoleError, exitCodes } from './domain/console-error.ts'
import type { ExitCode } from './domain/console-error.ts'
import { errorText } from './error-text.ts'
import type { Run } from './verb.ts'
import { verbs } from './verbs/index.ts'

/** Runs one command line, without the program's name. @returns the exit code */
export async function runConsole(args: readonly string[], console: Console): Promise<ExitCode> {
  let exitCode: ExitCode = exitCodes.done
  const run: Run = async (work) => {
    exitCode = await work(console)
  }
  try {
    await programFor(console, run).parseAsync([...args], { from: 'user' })
    return exitCode
  } catch (error) {
    return report(error, console)
  }
}

function programFor({ stdout, stderr }: Console, run: Run): Command {
  const program = new Command('calltrail')
    .description('For people who run Calltrail.')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => stdout.write(text),
      writeErr: (text) => stderr.write(text),
      getOutHelpWidth: () => stdout.columns ?? 100,
      getErrHelpWidth: () => stderr.columns ?? 100,
    })
    .helpCommand(false)
    .showHelpAfterError("'--help' shows what there is.")
    .addHelpText(
      'after',
      `
It reads KAFKA_BROKERS and SCHEMA_REGISTRY_URL, which 'npm start' and 'npm run stack' print; 'reconcile' needs
the variables of Genesys Cloud as well.

Examples
  npm run calltrail -- health
  npm run calltrail -- call 7c2d1f0e-3b1a-4c5d-9e8f-0a1b2c3d4e5f
  npm run calltrail -- dead-letters list
  npm run calltrail -- dead-letters replay --help
  npm run calltrail -- reconcile --from 2026-03-14 --to 2026-03-15
  npm run calltrail -- forget --phone +4915112345678
  npm run -s calltrail -- dead-letters list --json | jq .open    -s: without npm's own lines

Exit codes
  0    done
  1    failed: what is wrong is on standard error
  2    wrong usage
  3    nothing matched
  4    some of what was asked for was left as it is; of 'health': something is wrong;
       of 'forget': something of the person is there
  130  interrupted, by Ctrl-C or by a no`,
    )
  for (const verb of verbs) verb(program, run)
  return program
}

/** Tells the user what is wrong. */
function report(error: unknown, { stderr, signal }: Console): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.wrongUsage
  if (signal.aborted && error === signal.reason) {
    stderr.write('Interrupted. Nothing was changed.\n')
    return exitCodes.interrupted
  }
  stderr.write(`${errorText(error)}\n`)
  return error instanceof ConsoleError ? error.exitCode : exitCodes.failed
}
