import { z } from 'zod'
import { PipelineError } from '../errors.ts'
import type { ErrorCode } from '../errors.ts'
import { retryAfterMs } from '../http/exchange.ts'
import type { ApiResponse } from '../http/exchange.ts'
import { requestCodes } from './error-codes.ts'

/** @param budgetPauseMs how long to leave an org alone whose API calls are used up, when it does not say */
export function requestError(response: ApiResponse, budgetPauseMs: number): PipelineError {
  const { status, body } = response
  const { errorCode, message } = firstError(body)
  const code = isConcurrencyLimit(errorCode, message)
    ? 'SALESFORCE_UNAVAILABLE'
    : (requestCodes[errorCode] ?? codeOfStatus(status))
  const summary = `Salesforce answered ${status} ${errorCode}`
  if (code !== 'SALESFORCE_ORG_INCOMPLETE') {
    const pauseMs = code === 'SALESFORCE_API_BUDGET_SPENT' ? budgetPauseMs : undefined
    return new PipelineError(code, summary, { retryAfterMs: retryAfterMs(response, Date.now()) ?? pauseMs })
  }
  // The text quotes the query, phone numbers included, and then says in its last line which field or object is missing.
  return new PipelineError(code, `${summary}: ${message.split('\n').at(-1) || 'no reason given'}`)
}

/** One code for two limits: that of a day, and that of long requests at once, which is over in seconds. */
function isConcurrencyLimit(errorCode: string, message: string): boolean {
  return errorCode === 'REQUEST_LIMIT_EXCEEDED' && /concurrent/i.test(message)
}

function codeOfStatus(status: number): ErrorCode {
  if (status === 410) return 'SALESFORCE_API_VERSION_RETIRED'
  if (status === 404) return 'SALESFORCE_ORG_INCOMPLETE'
  if (status === 401 || status === 403) return 'SALESFORCE_UNAUTHORIZED'
  if (status === 500 || status === 504) return 'SALESFORCE_REQUEST_FAILED'
  // 420 is Salesforce's edge, which does not find its way to the org.
  if (status < 400 || status === 420 || status === 429 || status > 500) return 'SALESFORCE_UNAVAILABLE'
  return 'SALESFORCE_REQUEST_REJECTED'
}

const requestErrors = z.array(z.object({ errorCode: z.string(), message: z.string().nullish() })).min(1)

function firstError(body: unknown): { errorCode: string; message: string } {
  const [first] = requestErrors.safeParse(body).data ?? []
  return { errorCode: first?.errorCode ?? 'without a code', message: first?.message ?? '' }
}
