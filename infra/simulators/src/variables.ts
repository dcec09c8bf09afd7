import { genesysSampleCredentials } from './genesys/server.ts'
import { salesforceSampleCredentials } from './salesforce/server.ts'

/** The variables by which Calltrail finds the simulated Salesforce at `url`. */
export function salesforceVariables(url: string) {
  return {
    SALESFORCE_LOGIN_URL: url,
    SALESFORCE_CLIENT_ID: salesforceSampleCredentials.clientId,
    SALESFORCE_CLIENT_SECRET: salesforceSampleCredentials.clientSecret,
  }
}

/** The variables by which Calltrail finds the simulated Genesys at `url`. */
export function genesysVariables(url: string) {
  return {
    GENESYS_API_URL: url,
    GENESYS_LOGIN_URL: url,
    GENESYS_CLIENT_ID: genesysSampleCredentials.clientId,
    GENESYS_CLIENT_SECRET: genesysSampleCredentials.clientSecret,
  }
}
