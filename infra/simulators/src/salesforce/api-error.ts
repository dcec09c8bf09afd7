/** One thing that is wrong with a request or a record. */
export interface Problem {
  readonly code: string
  readonly message: string
  /** The fields at fault. Absent for problems that are not about a record's content. */
  readonly fields?: readonly string[]
}

/** An error answer of the REST API. Thrown below the routes, formatted by them. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly status: number
  readonly problems: readonly Problem[]

  constructor(status: number, problems: readonly Problem[]) {
    super(problems.map(({ code, message }) => `${code}: ${message}`).join('; '))
    this.status = status
    this.problems = problems
  }
}

export function apiError(
  status: number,
  code: string,
  message: string,
  fields?: readonly string[],
): ApiError {
  return new ApiError(status, [{ code, message, ...(fields && { fields }) }])
}

/** The body of an error answer to a request. */
export function requestErrorBody(problems: readonly Problem[]): unknown {
  return problems.map(({ code, message, fields }) => ({
    message,
    errorCode: code,
    ...(fields && { fields }),
  }))
}

/**
 * The errors of one record in a collection's results. JSON_PARSER_ERROR exists for requests only: the status code for
 * a record whose value has the wrong type is another.
 */
export function recordErrors(problems: readonly Problem[]): unknown {
  return problems.map(({ code, message, fields }) => ({
    statusCode: code === 'JSON_PARSER_ERROR' ? 'INVALID_TYPE_ON_FIELD_IN_RECORD' : code,
    message,
    fields: fields ?? [],
  }))
}

export const notFound = (message = 'The requested resource does not exist'): ApiError =>
  apiError(404, 'NOT_FOUND', message)

export const unsupportedObject = (name: string, status: 400 | 404): ApiError =>
  status === 404
    ? notFound()
    : apiError(
        400,
        'INVALID_TYPE',
        `sObject type '${name}' is not supported. If you are attempting to use a custom object, be sure to append the ` +
          `'__c' after the entity name. Please reference your WSDL or the describe call for the appropriate names.`,
      )
