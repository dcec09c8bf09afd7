/**
 * A look into the simulated org, past Calltrail.
 */
import { controlSimulator } from '@calltrail/simulators'

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
  const tasks = await controlSimulator(salesforceUrl).records<OrgTask>('Task')
  return tasks.filter((task) => task.Calltrail_Event_Id__c.startsWith(conversationId))
}

export function contactsOf(salesforceUrl: string): Promise<readonly OrgContact[]> {
  return controlSimulator(salesforceUrl).records<OrgContact>('Contact')
}
