import { Command } from 'commander'

export interface DrillCommand {
  /** Names of alerts; all when empty. */
  readonly only: readonly string[]
  readonly list: boolean
  /** Where the table is written in Markdown. */
  readonly markdown?: string
  /** Where it is written what the services logged. */
  readonly logs?: string
}

/** Prints help, or what is wrong, by itself. @throws {CommanderError} with the exit code, when there is nothing to run */
export function parseCommandLine(args: readonly string[]): DrillCommand {
  const command = new Command('npm run drill --')
    .description(
      'Brings about what each alert is there for, in a running Calltrail, and waits until it fires.',
    )
    .option('--only <alert...>', 'play only the scenes in which these fire', [])
    .option('--list', 'list the scenes, and play none', false)
    .option('--markdown <file>', 'write the table there as well, for a page')
    .option('--logs <directory>', 'write there what the services logged')
    .allowExcessArguments(false)
    .exitOverride()
  command.parse(args, { from: 'user' })
  return command.opts<DrillCommand>()
}
