import { PipelineError } from '@calltrail/runtime'
import type { TaskResult } from '../domain/outcome.ts'

/**
 * Whether the org is not as it was found: a field is not there any more, or a right that the integration user had. Salesforce does not say
 * more in a form that could be read.
 */
export function tellsOfChange(result: TaskResult): boolean {
  return (
    !result.success && /^(INVALID_FIELD|CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY)\b/.test(result.error.message)
  )
}

/** An org that was looked at a moment ago is not looked at again yet, and is by the time that a retry comes. */
export function laterIfChanged(result: TaskResult): TaskResult {
  if (result.success || result.error.disposition !== 'park' || !tellsOfChange(result)) return result
  const { error } = result
  return {
    success: false,
    error: new PipelineError('SALESFORCE_RECORD_FAILED', error.message, { cause: error }),
  }
}
