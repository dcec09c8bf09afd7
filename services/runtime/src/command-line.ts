import { parseArgs } from 'node:util'
import type { ParseArgsConfig } from 'node:util'

type Options = NonNullable<ParseArgsConfig['options']>
type Values<Wanted extends Options> = ReturnType<
  typeof parseArgs<{ args: string[]; options: Wanted }>
>['values']

/** The command line cannot be meant; the message is a sentence for the user. */
export class CommandLineError extends Error {
  override readonly name = 'CommandLineError'
}

/**
 * The options of a command that takes nothing else.
 * @param command as the user types it, options apart, such as `npm start`
 * @throws {CommandLineError} that names what is not understood
 */
export function readOptions<Wanted extends Options>(
  command: string,
  args: readonly string[],
  options: Wanted,
): Values<Wanted> {
  try {
    return parseArgs({ args: [...args], options }).values
  } catch (error) {
    if (!(error instanceof Error)) throw error
    throw new CommandLineError(`${error.message.split('. ')[0]}. '${command} -- --help' shows what there is.`)
  }
}
