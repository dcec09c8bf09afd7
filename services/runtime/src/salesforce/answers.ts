/** What Salesforce answers, as far as Calltrail reads it. */
import { z } from 'zod'
import { PipelineError } from '../errors.ts'
import type { ApiResponse } from '../http/exchange.ts'
import { recordCodes } from './error-codes.ts'
import { requestError } from './request-error.ts'
import type { SaveResult } from './salesforce.ts'

/**
 * The body of a successful answer.
 * @throws {PipelineError} what an answer that is none means
 */
export function read<Answer>(
  response: ApiResponse,
  schema: z.ZodType<Answer>,
  budgetPauseMs: number,
): Answer {
  const { status, body } = response
  if (status < 200 || status >= 300) throw requestError(response, budgetPauseMs)
  const answer = schema.safeParse(body)
  if (answer.success) return answer.data
  // A maintenance page or a proxy's: no answer to what was asked, and no reason to give up a record.
  const message = `Salesforce answered ${status} with something else than was asked for`
  throw new PipelineError('SALESFORCE_UNAVAILABLE', message)
}

export const queryPage = z.object({ records: z.array(z.unknown()), nextRecordsUrl: z.string().nullish() })
export type QueryPage = z.infer<typeof queryPage>

export const searchAnswer = z.object({ searchRecords: z.array(z.unknown()) })

const recordErrors = z.array(z.object({ statusCode: z.string(), fields: z.array(z.string()).nullish() }))
const recordAnswer = z.discriminatedUnion('success', [
  z.object({ success: z.literal(true), id: z.string(), created: z.boolean().nullish() }),
  z.object({ success: z.literal(false), errors: recordErrors }),
])

/** One entry per record, in the order of the request. */
export function collectionAnswer(records: number): z.ZodType<SaveResult[]> {
  return z.array(recordAnswer.transform(saveResult)).length(records)
}

/** One entry per id, in the order of the request: null where there is no record that the integration user may see. */
export function retrieveAnswer(ids: number): z.ZodType<unknown[]> {
  return z.array(z.looseObject({ Id: z.string() }).nullable()).length(ids)
}

/** One entry per subrequest, in the order of the request. */
export function compositeAnswer(subrequests: number): z.ZodType<ApiResponse[]> {
  return z
    .object({ compositeResponse: z.array(subanswer).length(subrequests) })
    .transform((answer) => answer.compositeResponse)
}

const subanswer = z
  .object({
    body: z.unknown(),
    httpHeaders: z.record(z.string(), z.string()).nullish(),
    httpStatusCode: z.number(),
  })
  .transform(({ body, httpHeaders, httpStatusCode }): ApiResponse => {
    const headers = Object.entries(httpHeaders ?? {}).map(([name, value]) => [name.toLowerCase(), value])
    return { status: httpStatusCode, headers: Object.fromEntries(headers) as ApiResponse['headers'], body }
  })

function saveResult(answer: z.infer<typeof recordAnswer>): SaveResult {
  return answer.success
    ? { success: true, id: answer.id, created: answer.created ?? false }
    : {
        success: false,
        error: recordError(answer.errors),
        fields: answer.errors.flatMap(({ fields }) => fields ?? []),
      }
}

/** Salesforce's texts may quote the record's values, so an error names code and fields only. */
function recordError(errors: z.infer<typeof recordErrors>): PipelineError {
  const [first] = errors
  if (first === undefined) return new PipelineError('SALESFORCE_RECORD_FAILED', 'Salesforce gave no reason')
  const message = errors.map(({ statusCode, fields }) => [statusCode, ...(fields ?? [])].join(' ')).join('; ')
  return new PipelineError(recordCodes[first.statusCode] ?? 'SALESFORCE_RECORD_REJECTED', message)
}
