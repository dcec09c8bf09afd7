import { expect, it } from 'vitest'
import { errorCatalogue } from '../errors.ts'
import { recordCodes, requestCodes } from './error-codes.ts'
import { requestError } from './request-error.ts'

const budgetPauseMs = 300_000
const errorOf = (status: number, errorCode?: string, message = '', headers = {}) =>
  requestError({ status, headers, body: errorCode && [{ errorCode, message }] }, budgetPauseMs)

it.each([
  [300, undefined, 'SALESFORCE_UNAVAILABLE'],
  [400, 'MALFORMED_QUERY', 'SALESFORCE_REQUEST_REJECTED'],
  [400, 'JSON_PARSER_ERROR', 'SALESFORCE_REQUEST_REJECTED'],
  [400, 'INVALID_FIELD', 'SALESFORCE_ORG_INCOMPLETE'],
  [400, 'INVALID_TYPE', 'SALESFORCE_ORG_INCOMPLETE'],
  [400, 'UNABLE_TO_LOCK_ROW', 'SALESFORCE_ROW_LOCKED'],
  [403, 'API_DISABLED_FOR_ORG', 'SALESFORCE_UNAUTHORIZED'],
  [403, 'API_CURRENTLY_DISABLED', 'SALESFORCE_UNAVAILABLE'],
  [403, 'TXN_SECURITY_NO_ACCESS', 'SALESFORCE_UNAUTHORIZED'],
  [403, 'STORAGE_LIMIT_EXCEEDED', 'SALESFORCE_STORAGE_FULL'],
  [403, 'SOMETHING_NEW', 'SALESFORCE_UNAUTHORIZED'],
  [404, 'NOT_FOUND', 'SALESFORCE_ORG_INCOMPLETE'],
  [410, 'UNSUPPORTED_API_VERSION', 'SALESFORCE_API_VERSION_RETIRED'],
  [410, undefined, 'SALESFORCE_API_VERSION_RETIRED'],
  [420, undefined, 'SALESFORCE_UNAVAILABLE'],
  [429, undefined, 'SALESFORCE_UNAVAILABLE'],
  [500, undefined, 'SALESFORCE_REQUEST_FAILED'],
  [502, undefined, 'SALESFORCE_UNAVAILABLE'],
  [503, 'SERVER_UNAVAILABLE', 'SALESFORCE_UNAVAILABLE'],
  [504, undefined, 'SALESFORCE_REQUEST_FAILED'],
])('%d %s is %s', (status, errorCode, code) => {
  expect(errorOf(status, errorCode)).toMatchObject({
    code,
    message: expect.stringContaining(`Salesforce answered ${status} ${errorCode ?? 'without a code'}`),
  })
})

it('a spent allocation is left alone for long, unless Salesforce says for how long', () => {
  expect(errorOf(403, 'REQUEST_LIMIT_EXCEEDED').retryAfterMs).toBe(budgetPauseMs)
  expect(errorOf(403, 'REQUEST_LIMIT_EXCEEDED', '', { 'retry-after': '2' }).retryAfterMs).toBe(2_000)
  expect(errorOf(503, 'SERVER_UNAVAILABLE').retryAfterMs).toBeUndefined()
})

it('a record is never what stops the process, and one that is not to be retried is parked', () => {
  const dispositions = Object.values(recordCodes).map((code) => errorCatalogue[code].disposition)
  expect(new Set(dispositions)).toEqual(new Set(['retry', 'outage', 'park']))
})

it('a request as a whole is never parked: it may hold the records of others', () => {
  const dispositions = Object.values(requestCodes).map((code) => errorCatalogue[code].disposition)
  expect(dispositions).not.toContain('park')
})
