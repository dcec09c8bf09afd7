import { Command, InvalidArgumentError } from 'commander'

export interface SuiteCommand {
  /** Names of faults; all when empty. */
  readonly only: readonly string[]
  readonly short: boolean
  readonly list: boolean
  readonly rate: number
  readonly seed: number
  /** Where the table is written as JSON. */
  readonly json?: string
  /** Where the table is written in Markdown. */
  readonly markdown?: string
  /** Where the services' logs are written of each fault that failed. */
  readonly logs?: string
}

/** Prints help, or what is wrong, by itself. @throws {CommanderError} with the exit code, when there is nothing to run */
export function parseCommandLine(args: readonly string[]): SuiteCommand {
  const command = new Command('npm run faults --')
    .description(
      'Breaks Calltrail in every way we know while calls flow, and checks that no call is lost or doubled.',
    )
    .option('--only <name...>', 'run these faults only', [])
    .option('--short', 'the short form that CI runs: the most telling faults, held for a shorter time', false)
    .option('--list', 'list the faults, and run none', false)
    .option('--rate <calls>', 'calls a second', positive, 20)
    .option('--seed <number>', 'another mix of calls', positive, 1)
    .option('--json <file>', 'write the table there as well, with all findings')
    .option('--markdown <file>', 'write the table there as well, for a page')
    .option('--logs <directory>', 'write there what the services logged during each fault that failed')
    .allowExcessArguments(false)
    .exitOverride()
  command.parse(args, { from: 'user' })
  return command.opts<SuiteCommand>()
}

function positive(text: string): number {
  const number = Number(text)
  if (Number.isFinite(number) && number > 0) return number
  throw new InvalidArgumentError('It must be a number above 0.')
}
