import type { SimulatorControl } from '@calltrail/simulators'
import type { OrgContact, OrgTask } from '../../kit/salesforce-org.ts'
import type { ContactRow, Observed, TaskRow } from './books.ts'
import { revisionIn } from './traffic.ts'

/** What stands in Salesforce, past Calltrail: the Tasks of the events whose id begins with `prefix`, and all contacts. */
export async function orgState(
  salesforce: SimulatorControl,
  prefix: string,
): Promise<NonNullable<Observed['salesforce']>> {
  const tasks = await salesforce.records<OrgTask & { readonly Agent_Notes__c: string | null }>('Task')
  const contacts = await salesforce.records<OrgContact>('Contact')
  return {
    tasks: tasks
      .filter(({ Calltrail_Event_Id__c: eventId }) => eventId.startsWith(`${prefix}-`))
      .map((task): TaskRow => ({
        eventId: task.Calltrail_Event_Id__c,
        revision: revisionIn(task.Agent_Notes__c),
      })),
    contacts: contacts.map(({ Id, Last_Call_Date__c: date, Last_Call_Duration__c: seconds }): ContactRow => ({
      id: Id,
      lastCallAt: date === null ? undefined : Date.parse(date),
      lastCallSeconds: seconds,
    })),
  }
}
