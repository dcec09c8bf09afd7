/**
 * A look into the simulated org, past Calltrail.
 */
export interface OrgTask {
  readonly Id: string
  readonly Calltrail_Event_Id__c: string
  readonly Subject: string
  readonly Description: string
  readonly WhoId: string | null
  readonly WhatId: string | null
}

export interface OrgContact {
  readonly Id: string
  readonly Name: string
  readonly Phone: string | null
  readonly LastActivityDate: string | null
  readonly Last_Call_Date__c: string | null
  readonly Last_Call_Duration__c: number | null
}

export async function tasksOf(salesforceUrl: string, conversationId: string): Promise<OrgTask[]> {
  const tasks = await recordsOf<OrgTask>(salesforceUrl, 'Task')
  return tasks.filter((task) => task.Calltrail_Event_Id__c.startsWith(conversationId))
}

export function contactsOf(salesforceUrl: string): Promise<OrgContact[]> {
  return recordsOf<OrgContact>(salesforceUrl, 'Contact')
}

async function recordsOf<Record>(salesforceUrl: string, object: string): Promise<Record[]> {
  const response = await fetch(`${salesforceUrl}/_control/state?object=${object}`)
  return ((await response.json()) as { [name: string]: Record[] })[object]!
}
