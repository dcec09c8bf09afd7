import { Command, InvalidArgumentError } from 'commander'

export interface BenchCommand {
  /** Names of benches; all when empty. */
  readonly names: readonly string[]
  readonly rounds: number
  readonly list: boolean
  readonly short: boolean
  /** Where all samples are written as JSON. */
  readonly json?: string
  /** Where the tables are written in Markdown. */
  readonly markdown?: string
}

/** Prints help, or what is wrong, by itself. @throws {CommanderError} with the exit code, when there is nothing to run */
export function parseCommandLine(args: readonly string[]): BenchCommand {
  const command = new Command('npm run bench --')
    .description('Measures how quick Calltrail is, and what it costs. Leave the machine alone meanwhile.')
    .argument('[benches...]', 'run these benches only')
    .option('--rounds <number>', 'how often each variant is measured', wholeNumber, 5)
    .option('--list', 'list the benches, and run none', false)
    .option(
      '--short',
      'a tenth of the work, in one round: shows that a bench runs, and says nothing else',
      false,
    )
    .option('--json <file>', 'write all samples there as well')
    .option('--markdown <file>', 'write the tables there as well, for a page')
    .exitOverride()
  command.parse(args, { from: 'user' })
  const options = command.opts<Omit<BenchCommand, 'names'>>()
  return { ...options, ...(options.short && { rounds: 1 }), names: command.args }
}

function wholeNumber(text: string): number {
  const number = Number(text)
  if (Number.isInteger(number) && number > 0) return number
  throw new InvalidArgumentError('It must be a whole number above 0.')
}
