import {
  type SalesforceSimulatorOptions,
  salesforceSampleCredentials,
  startSalesforceSimulator,
} from '@calltrail/simulators'
import { onTestFinished } from 'vitest'

export interface Answer {
  readonly status: number
  readonly headers: Headers
  /** Typed by each test for what it reads. */
  readonly body: never
}

export interface SalesforceSession {
  readonly url: string
  /** Calls the REST API: the path is below the version. */
  call(method: string, path: string, body?: unknown, version?: string): Promise<Answer>
  query(soql: string): Promise<Answer>
  search(sosl: string): Promise<Answer>
  control(method: string, path: string, body?: unknown): Promise<Answer>
  logIn(): Promise<void>
}

/** A simulated org of this test's own, closed when the test ends, and a plain HTTP client that is logged in to it. */
export async function openSalesforce(options: SalesforceSimulatorOptions = {}): Promise<SalesforceSession> {
  const simulator = await startSalesforceSimulator(options)
  onTestFinished(() => simulator.close())
  let token = ''

  const session: SalesforceSession = {
    url: simulator.url,
    call: (method, path, body, version = 'v66.0') =>
      send(method, `${simulator.url}/services/data/${version}${path}`, body, {
        authorization: `Bearer ${token}`,
      }),
    query: (soql) => session.call('GET', `/query?q=${encodeURIComponent(soql)}`),
    search: (sosl) => session.call('GET', `/search?q=${encodeURIComponent(sosl)}`),
    control: (method, path, body) => send(method, `${simulator.url}/_control${path}`, body),
    logIn: async () => {
      const { body } = await requestToken(simulator.url)
      token = (body as { access_token: string }).access_token
    },
  }
  await session.logIn()
  return session
}

const { clientId, clientSecret } = salesforceSampleCredentials

export async function requestToken(url: string, form: Record<string, string> = {}): Promise<Answer> {
  const fields = {
    grant_type: 'client_credentials',
    client_id: clientId,
    client_secret: clientSecret,
    ...form,
  }
  return read(
    await fetch(`${url}/services/oauth2/token`, { method: 'POST', body: new URLSearchParams(fields) }),
  )
}

export async function send(
  method: string,
  url: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const response = await fetch(url, {
    method,
    redirect: 'manual',
    headers: { ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  return read(response)
}

export async function read(response: Response): Promise<Answer> {
  const text = await response.text()
  const body = (text === '' ? undefined : JSON.parse(text)) as never
  return { status: response.status, headers: response.headers, body }
}

/** A Task as it is sent in a collection. */
export function task(
  eventId: string | undefined,
  fields: Record<string, unknown> = {},
): Record<string, unknown> {
  return {
    attributes: { type: 'Task' },
    ...(eventId !== undefined && { Calltrail_Event_Id__c: eventId }),
    Subject: 'Call with John Doe',
    Status: 'Completed',
    ...fields,
  }
}
