import { type ApiError, apiError } from '../api-error.ts'

export const malformedQuery = (message: string): ApiError => apiError(400, 'MALFORMED_QUERY', message)

/** Valid in Salesforce, and not built here: said plainly, so that nobody takes it for Salesforce's answer. */
export const notSimulated = (what: string): ApiError =>
  apiError(501, 'NOT_SIMULATED', `The simulator does not know ${what}.`)
