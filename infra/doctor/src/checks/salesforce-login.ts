import { PipelineError } from '@calltrail/runtime'
import type { ErrorCode } from '@calltrail/runtime'
import type { Check, SalesforcePatient } from '../check.ts'
import { broken, fine } from '../finding.ts'

const remedies: Partial<Record<ErrorCode, string>> = {
  SALESFORCE_UNAUTHORIZED:
    'Check SALESFORCE_CLIENT_ID with SALESFORCE_CLIENT_SECRET, or with SALESFORCE_PRIVATE_KEY and SALESFORCE_USERNAME; that the flow is enabled in the external client app, with the integration user as its run-as user; and that this user is active, not frozen, and has the permission API Enabled.',
  SALESFORCE_UNAVAILABLE:
    'Check that SALESFORCE_LOGIN_URL is the org’s My Domain address, and that this machine may reach it.',
  SALESFORCE_API_VERSION_RETIRED: 'Set SALESFORCE_API_VERSION to a current version.',
  SALESFORCE_ORG_INCOMPLETE: 'Set SALESFORCE_API_VERSION to a version that the org has.',
}

export const login: Check<SalesforcePatient> = {
  title: 'login',
  isVital: true,
  async run({ salesforce, config }) {
    try {
      await salesforce.query('SELECT Id FROM Organization')
      return [fine(`The integration user is let in, API ${config.salesforceApiVersion}.`)]
    } catch (error) {
      if (!(error instanceof PipelineError)) throw error
      return [broken(`${error.message}.`, remedies[error.code] ?? `See ${error.code} in docs/errors.md.`)]
    }
  },
}
