import { soqlString } from '@calltrail/runtime'
import type { Check, SalesforcePatient } from '../check.ts'
import { broken, degraded, fine } from '../finding.ts'
import type { Finding } from '../finding.ts'

/** The records that the configuration names by their ids. */
export const people: Check<SalesforcePatient> = {
  title: 'named records',
  async run(patient) {
    return (await Promise.all([unknownCallerAccount(patient), defaultOwner(patient)])).flat()
  },
}

async function unknownCallerAccount({ salesforce, config }: SalesforcePatient): Promise<Finding[]> {
  const { unknownCaller, unknownCallerAccountId: id } = config
  if (unknownCaller === 'skip' || id === null) return []
  const rows = await salesforce.query(`SELECT Id FROM Account WHERE Id = ${soqlString(id)}`)
  if (rows.length > 0) return [fine('The account for unknown callers is there.')]
  return [
    broken(
      `The account ${id} of UNKNOWN_CALLER_ACCOUNT_ID is not there or not visible: calls of unknown callers become dead letters.`,
      'Create it, or give the integration user read access to it.',
    ),
  ]
}

async function defaultOwner({
  salesforce,
  config: { defaultOwnerId: id },
}: SalesforcePatient): Promise<Finding[]> {
  if (id === null) return []
  const [user] = await salesforce.query<{ IsActive: boolean }>(
    `SELECT IsActive FROM User WHERE Id = ${soqlString(id)}`,
  )
  if (user?.IsActive) return [fine('The default owner of Tasks is active.')]
  return [
    degraded(
      `The user ${id} of SALESFORCE_DEFAULT_OWNER_ID is ${user ? 'not active' : 'not there'}: Tasks go to the integration user instead.`,
      'Set it to an active user.',
    ),
  ]
}
