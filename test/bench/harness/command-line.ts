import { Command, InvalidArgumentError, Option } from 'commander'
import type { Bench } from './bench.ts'

export interface BenchCommand {
  /** Names of benches; all when empty. */
  readonly names: readonly string[]
  readonly rounds: number
  readonly list: boolean
  readonly short: boolean
  /** Whether results are kept, and the page is written anew from them. */
  readonly record: boolean
  /** Where all samples are written as JSON. */
  readonly json?: string
}

/** Prints help, or what is wrong, by itself. @throws {CommanderError} with the exit code, when there is nothing to run */
export function parseCommandLine(args: readonly string[]): BenchCommand {
  const command = new Command('npm run bench --')
    .description('Measures how quick Calltrail is, and what it costs. Leave the machine alone meanwhile.')
    .argument('[benches...]', 'run these benches only')
    .option(
      '--rounds <number>',
      'how often each variant is measured, unless the bench itself says so',
      wholeNumber,
      5,
    )
    .option('--list', 'list the benches, and run none', false)
    .option(
      '--short',
      'a tenth of the work, in one round: shows that a bench runs, and says nothing else',
      false,
    )
    .addOption(
      new Option('--record', 'keep the results, and write docs/performance.md anew from all that are kept')
        .default(false)
        .conflicts('short'),
    )
    .option('--json <file>', 'write all samples there as well')
    .exitOverride()
  command.parse(args, { from: 'user' })
  return { ...command.opts<Omit<BenchCommand, 'names'>>(), names: command.args }
}

/** How often each variant of a bench is measured. */
export function roundsOf(bench: Pick<Bench, 'rounds'>, { short, rounds }: BenchCommand): number {
  return short ? 1 : (bench.rounds ?? rounds)
}

function wholeNumber(text: string): number {
  const number = Number(text)
  if (Number.isInteger(number) && number > 0) return number
  throw new InvalidArgumentError('It must be a whole number above 0.')
}
