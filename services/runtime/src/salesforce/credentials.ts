import type { ClientCredentials, JwtBearer } from '../http/token-request.ts'
import type { SalesforceConfig } from './config.ts'

/** @throws {TypeError} for a configuration that has neither grant, which loading it would have refused */
export function salesforceCredentials(config: SalesforceConfig): ClientCredentials | JwtBearer {
  const client = {
    tokenUrl: `${config.salesforceLoginUrl}/services/oauth2/token`,
    clientId: config.salesforceClientId,
  }
  const { salesforceClientSecret: clientSecret, salesforcePrivateKey: privateKey } = config
  if (clientSecret !== null) return { ...client, clientSecret }
  const { salesforceUsername: username } = config
  if (privateKey === null || username === null) throw new TypeError('there is neither a secret nor a key')
  const audience = config.salesforceJwtAudience ?? defaultAudience(config.salesforceLoginUrl)
  return { ...client, privateKey, username, audience }
}

/** A My Domain address is not the audience of its assertions: the login host behind it is. */
export function defaultAudience(loginUrl: string): string {
  const { hostname } = new URL(loginUrl)
  const isSandbox = hostname === 'test.salesforce.com' || hostname.endsWith('.sandbox.my.salesforce.com')
  return isSandbox ? 'https://test.salesforce.com' : 'https://login.salesforce.com'
}
