import { ConfigError, PipelineError } from '@calltrail/runtime'
import type { ErrorCode } from '@calltrail/runtime'
import { ConsoleError } from './domain/console-error.ts'

/** What is wrong, for the user. */
export function errorText(error: unknown): string {
  if (error instanceof ConsoleError) return error.message
  if (error instanceof ConfigError) return error.problems.join('\n')
  if (error instanceof AggregateError) return error.errors.map(errorText).join('\n')
  if (!(error instanceof PipelineError)) {
    return error instanceof Error ? `It failed: ${error.message}` : `It failed: ${String(error)}`
  }
  return remedies[error.code] ?? `It failed: ${error.message.replace(/\.$/, '')} (${error.code}).`
}

const remedies: Readonly<Partial<Record<ErrorCode, string>>> = {
  SCHEMA_REGISTRY_UNAVAILABLE:
    'The schema registry did not answer. Check SCHEMA_REGISTRY_URL, and that it is up.',
  GENESYS_UNAUTHORIZED:
    'Genesys Cloud does not know the OAuth client. Check GENESYS_CLIENT_ID and GENESYS_CLIENT_SECRET, and that they are of this region.',
  SALESFORCE_UNAUTHORIZED:
    'Salesforce does not let the integration user in. Check its variables, and that the user is active.',
}
