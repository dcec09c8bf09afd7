import type { SimulatorControl } from '@calltrail/simulators'
import type { OrgContact, OrgTask } from '../../kit/salesforce-org.ts'
import type { ContactRow, Observed, TaskRow } from './books.ts'
import { revisionIn } from './traffic.ts'

/** A Task as it is stored. Calltrail's have all of this; one that has not is a finding. */
type StoredTask = Pick<OrgTask, 'Id' | 'WhoId'> & {
  readonly Calltrail_Event_Id__c: string | null
  readonly Agent_Notes__c: string | null
}

/** What stands in Salesforce, past Calltrail: the Tasks but for those of other runs, and all contacts. */
export async function orgState(
  salesforce: SimulatorControl,
  prefix: string,
): Promise<NonNullable<Observed['salesforce']>> {
  return {
    tasks: taskRows(await salesforce.records<StoredTask>('Task'), prefix),
    contacts: (await salesforce.records<OrgContact>('Contact')).map(contactRow),
  }
}

/** A Task that says of no event to be its own is one that nobody sent. */
export function taskRows(tasks: readonly StoredTask[], prefix: string): TaskRow[] {
  return tasks
    .map(({ Id, Calltrail_Event_Id__c: eventId, Agent_Notes__c: notes, WhoId: whoId }) => ({
      eventId: eventId ?? `the Task ${Id}`,
      revision: revisionIn(notes),
      whoId,
    }))
    .filter(({ eventId }) => eventId.startsWith(`${prefix}-`) || !isOfAnyRun.test(eventId))
}

/** The backlog of a fault that was not got over may still come in during the next. */
const isOfAnyRun = /^f\d+-/

function contactRow({
  Id,
  Last_Call_Date__c: date,
  Last_Call_Duration__c: seconds,
}: Pick<OrgContact, 'Id' | 'Last_Call_Date__c' | 'Last_Call_Duration__c'>): ContactRow {
  return { id: Id, lastCallAt: date === null ? undefined : Date.parse(date), lastCallSeconds: seconds }
}
