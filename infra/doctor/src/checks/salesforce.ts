import type { Check, SalesforcePatient } from '../check.ts'
import { clockCheck } from './clock.ts'
import { allowance } from './salesforce-allowance.ts'
import { contactLookUp } from './salesforce-contacts.ts'
import { fields } from './salesforce-fields.ts'
import { login } from './salesforce-login.ts'
import { people } from './salesforce-people.ts'
import { timeZone } from './salesforce-time-zone.ts'
import { trial } from './salesforce-trial.ts'

export const salesforceChecks: readonly Check<SalesforcePatient>[] = [
  clockCheck(({ config }) => config.salesforceLoginUrl),
  login,
  timeZone,
  fields,
  contactLookUp,
  people,
  trial,
  allowance,
]
