import { StackError } from '@calltrail/local'
import { sampleLanguages } from './provide-sample.ts'
import type { SampleLanguage } from './provide-sample.ts'

export const usage = `npm run sample -- typescript | python | java

Prints each call of calls.enriched.v1 once, as a line of JSON, until Ctrl-C. The samples stand in schemas/samples; what
Python and Java need is installed into the user's cache first.

Variables
  KAFKA_BROKERS, SCHEMA_REGISTRY_URL   where the calls are: the export lines that 'npm start' shows
  GROUP_ID      the consumer group, sample-<language> by default: it goes on where it was
  CALLS_TOPIC   another topic with events of that kind
  CALLS         end after so many calls
`

/** @throws {StackError} that names what is missing or not understood */
export function sampleAskedFor(args: readonly string[], env: NodeJS.ProcessEnv): SampleLanguage | 'help' {
  if (args.some((arg) => arg === '--help' || arg === '-h')) return 'help'
  const language = sampleLanguages.find((name) => name === args[0])
  if (!language || args.length > 1)
    throw new StackError(`Say which sample: npm run sample -- ${sampleLanguages.join(' | ')}`)
  const missing = ['KAFKA_BROKERS', 'SCHEMA_REGISTRY_URL'].filter((name) => !env[name])
  if (missing.length > 0)
    throw new StackError(
      `${missing.join(' and ')} must be set. Run 'npm start' in another terminal, and paste its export lines here.`,
    )
  return language
}
