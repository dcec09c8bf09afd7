import type { Check, SalesforcePatient } from '../check.ts'
import { degraded, fine } from '../finding.ts'

/** The day of a Task is a day of the org's time zone. */
export const timeZone: Check<SalesforcePatient> = {
  title: 'time zone',
  async run({ salesforce, config }) {
    const [org] = await salesforce.query<{ TimeZoneSidKey?: string }>(
      'SELECT TimeZoneSidKey FROM Organization',
    )
    const own = config.salesforceTimeZone
    const { TimeZoneSidKey: theirs } = org ?? {}
    if (theirs === undefined || theirs === own) return [fine(`Calls are dated by ${own}.`)]
    return [
      degraded(
        `Calls are dated by ${own}, and the org’s default time zone is ${theirs}: calls late in the day stand on another day.`,
        `Set SALESFORCE_TIME_ZONE=${theirs}, unless the agents work elsewhere.`,
      ),
    ]
  },
}
