import { randomUUID } from 'node:crypto'

/** An error as the Platform API answers it. */
export interface GenesysProblem {
  readonly status: number
  readonly code: string
  readonly message: string
  /** The limit that was exceeded. */
  readonly limit?: { readonly key: string; readonly namespace: string; readonly value: number }
}

export function errorBody({ status, code, message, limit }: GenesysProblem): unknown {
  return { message, code, status, contextId: randomUUID(), details: [], errors: [], ...(limit && { limit }) }
}

export const badRequest = (message: string): GenesysProblem => ({ status: 400, code: 'bad.request', message })

export const noBearerToken: GenesysProblem = {
  status: 401,
  code: 'authentication.required',
  message: 'No authentication bearer token specified in authorization header.',
}

export const badBearerToken: GenesysProblem = {
  status: 401,
  code: 'bad.credentials',
  message: 'Invalid login credentials.',
}

export const notFound = (what: string): GenesysProblem => ({
  status: 404,
  code: 'resource.not.found',
  message: `The requested resource was not found: ${what}`,
})

export const rateLimitExceeded = (allowed: number, resetSeconds: number): GenesysProblem => ({
  status: 429,
  code: 'too.many.requests.rate.limit.exceeded',
  message: `Rate limit exceeded the maximum. Retry the request in [${resetSeconds}] seconds`,
  limit: { key: 'client.credentials.token.rate.per.minute', namespace: 'platform.api', value: allowed },
})
