/**
 * Enriched calls of many contacts, and what Calltrail writes of each into Salesforce: the same in every process that asks.
 */
import type { CallEnriched } from '@calltrail/schemas'
import { enrichedCall } from '@calltrail/schemas/testing'
import { sampleRecords, toLongId } from '@calltrail/simulators'

const { acme, globex, initech } = sampleRecords.accounts
const accountIds = [acme.Id, globex.Id, initech.Id]
const contactCount = 20_000

/** Contacts to insert into the simulated org. */
export const calledContacts = Array.from({ length: contactCount }, (_, index) => ({
  Id: toLongId(`003Bc${String(index).padStart(10, '0')}`),
  FirstName: 'Contact',
  LastName: `Number ${index}`,
  AccountId: accountIds[index % accountIds.length]!,
}))

const firstEnd = Date.UTC(2026, 2, 14, 8)
const callSeconds = 630

/** Calls of all contacts in turn, each a second after the one before. */
export function enrichedCalls(count: number): CallEnriched[] {
  return Array.from({ length: count }, (_, number) => callOf(number))
}

function callOf(number: number): CallEnriched {
  const { Id: id, FirstName, LastName, AccountId: accountId } = calledContacts[number % contactCount]!
  const conversationId = `logged-${number}`
  const endedAt = firstEnd + number * 1_000
  return enrichedCall({
    eventId: `${conversationId}:user-agent-1`,
    conversationId,
    startedAt: endedAt - callSeconds * 1_000,
    endedAt,
    durationSeconds: callSeconds,
    receivedAt: endedAt + 1_000,
    enrichedAt: endedAt + 2_000,
    contact: { id, accountId, name: `${FirstName} ${LastName}`, email: null, isPersonAccount: false },
    accountId,
    attributes: { customer_tier: 'Premium' },
    recordingLink: `https://apps.mypurecloud.com/directory/#/engage/admin/interactions/${conversationId}`,
    transferred: false,
    wrapUpName: 'Resolved',
  })
}

export const eventIdField = 'Calltrail_Event_Id__c'

/** The Task of a call, field by field as Calltrail's default mapping has it. */
export function taskOf(call: CallEnriched) {
  return {
    [eventIdField]: call.eventId,
    Calltrail_Revision__c: call.revision,
    Subject: `Call with ${call.contact!.name}`,
    Description: [
      `Inbound Call from ${call.callerId}`,
      `Duration: ${Math.floor(call.durationSeconds / 60)} minutes`,
      `Agent: ${call.agentName}`,
      `Queue: ${call.queueName}`,
      `Start: ${salesforceTime(call.startedAt)}`,
      `End: ${salesforceTime(call.endedAt)}`,
      `Recording: ${call.recordingLink}`,
    ].join('\n'),
    WhoId: call.contact!.id,
    WhatId: call.accountId,
    OwnerId: sampleRecords.users.agentSmith.Id,
    ActivityDate: new Date(call.startedAt).toISOString().slice(0, 10),
    CallDurationInSeconds: call.durationSeconds,
    CallType: 'Inbound',
    CallDisposition: call.wrapUpName,
    CallObject: call.conversationId,
    Status: 'Completed',
    Type: 'Call',
    TaskSubtype: 'Call',
    Call_Type__c: 'Inbound',
    Call_Queue__c: call.queueName,
    Call_Agent__c: call.agentName,
    Call_Duration_Seconds__c: call.durationSeconds,
    Call_Recording_URL__c: call.recordingLink,
    Call_Channel__c: 'Phone',
    Customer_Tier__c: call.attributes['customer_tier'],
    Was_Transferred__c: call.transferred,
    Call_Outcome__c: call.wrapUpName,
  }
}

/** What the contact of a call is told of it. */
export function lastCallOf(call: CallEnriched) {
  return {
    Last_Call_Date__c: salesforceTime(call.endedAt),
    Last_Call_Duration__c: call.durationSeconds,
  }
}

function salesforceTime(epochMs: number): string {
  return new Date(epochMs).toISOString().replace('.000Z', 'Z')
}

export const recordsOfCollection = 200

/** In slices of as many as a request to Salesforce may carry. No contact is twice in one of them. */
export function slicesOf<Item>(items: readonly Item[]): Item[][] {
  return Array.from({ length: Math.ceil(items.length / recordsOfCollection) }, (_, slice) =>
    items.slice(slice * recordsOfCollection, (slice + 1) * recordsOfCollection),
  )
}
