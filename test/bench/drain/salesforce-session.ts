import { salesforceSampleCredentials } from '@calltrail/simulators'

const root = '/services/data/v66.0'

export interface SalesforceSession {
  readonly accessToken: string
  /**
   * Sends a request over a connection that is kept, and resolves with the answer's body.
   * @param path below the API version's root
   * @param body JSON
   * @throws {Error} when the answer is not one of success
   */
  send(method: 'GET' | 'POST' | 'PATCH', path: string, body?: string): Promise<unknown>
  /** How many records a query counts, such as `SELECT COUNT() FROM Task`. */
  count(query: string): Promise<number>
  query<Row>(query: string): Promise<readonly Row[]>
}

/** Logs in to the simulated org. */
export async function openSalesforceSession(url: string): Promise<SalesforceSession> {
  const { clientId, clientSecret } = salesforceSampleCredentials
  const login = await fetch(`${url}/services/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: clientSecret,
    }),
  })
  const { access_token: accessToken } = (await login.json()) as { readonly access_token: string }
  const headers = { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' }

  async function send(method: string, path: string, body?: string): Promise<unknown> {
    const answer = await fetch(`${url}${root}${path}`, {
      method,
      headers,
      ...(body !== undefined && { body }),
    })
    const text = await answer.text()
    if (!answer.ok) throw new Error(`Salesforce answered ${answer.status}: ${text.slice(0, 500)}`)
    return text === '' ? undefined : JSON.parse(text)
  }

  async function ask(query: string) {
    const page = await send('GET', `/query?${new URLSearchParams({ q: query }).toString()}`)
    return page as { readonly totalSize: number; readonly records: readonly unknown[] }
  }

  return {
    accessToken,
    send,
    count: async (query) => (await ask(query)).totalSize,
    query: async <Row>(query: string) => (await ask(query)).records as Row[],
  }
}
