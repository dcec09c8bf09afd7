import { readOptions } from '@calltrail/runtime'

export const usage = `npm run doctor [-- --json]

Checks a live Salesforce org and a live Genesys Cloud organization with the variables that the services read, and says what to do
about each finding. Nothing that it writes stays: its trial Task is rolled back.

Options
  --json   one JSON object per check
  --help   show this

Exit code: 0 when calls can be logged, 1 when they cannot, 2 when the command line or the configuration cannot be meant.
`

export type Command = { readonly kind: 'help' } | { readonly kind: 'run'; readonly asJson: boolean }

/** @throws {CommandLineError} that names what is not understood */
export function parseCommandLine(args: readonly string[]): Command {
  const values = readOptions('npm run doctor', args, {
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  })
  return values.help ? { kind: 'help' } : { kind: 'run', asJson: values.json }
}
