/**
 * A call as a Salesforce Task: a line per field. Fields without a value are left out, so that an update never empties one.
 */
import type { SalesforceRecord } from '@calltrail/runtime'
import type { CallEnriched } from '@calltrail/schemas'
import { dayIn, isoTime } from './calendar-day.ts'

/** A Task to be written: Salesforce field names to values. */
export type Task = SalesforceRecord & { readonly Calltrail_Event_Id__c: string }

/** What a Task is made of. */
export interface LoggedCall {
  readonly call: CallEnriched
  /** Whom the call was with, for the subject. */
  readonly name: string
  readonly contactId: string | null
  readonly accountId: string | null
  /** The org's time zone. */
  readonly timeZone: string
}

type FieldValue = string | number | boolean | null
type FieldMapping = (logged: LoggedCall) => FieldValue

const callTypes = {
  INBOUND: 'Inbound',
  OUTBOUND: 'Outbound',
  INTERNAL: 'Internal',
  UNKNOWN: null,
} as const satisfies Record<CallEnriched['direction'], string | null>

/** Names of standard fields are Salesforce's; those with `__c` are deployed with Calltrail. */
const taskFields = {
  Calltrail_Event_Id__c: ({ call }) => call.eventId,
  Subject: ({ name }) => cut(`Call with ${name}`, 255),
  Description: ({ call }) => cut(description(call), 32_000),
  WhoId: ({ contactId }) => contactId,
  WhatId: ({ accountId }) => accountId,
  ActivityDate: ({ call, timeZone }) => dayIn(timeZone, call.startedAt),
  CallDurationInSeconds: ({ call }) => call.durationSeconds,
  CallType: ({ call }) => callTypes[call.direction],
  Status: () => 'Completed',
  Type: () => 'Call',
  Call_Type__c: ({ call }) => callTypes[call.direction],
  Call_Queue__c: ({ call }) => cut(call.queueName, 255),
  Call_Agent__c: ({ call }) => cut(call.agentName, 255),
  Call_Duration_Seconds__c: ({ call }) => call.durationSeconds,
  Call_Recording_URL__c: ({ call }) => call.recordingUrl,
  Call_Channel__c: () => 'Phone',
  Customer_Tier__c: ({ call }) => cut(call.attributes['customer_tier'], 255),
  Was_Transferred__c: () => false,
  Call_Outcome__c: () => 'Completed',
  Agent_Notes__c: ({ call }) => cut(call.attributes['notes'], 32_000),
} as const satisfies Record<string, FieldMapping>

export function taskOf(logged: LoggedCall): Task {
  const fields = Object.entries<FieldMapping>(taskFields).map(
    ([field, valueOf]) => [field, valueOf(logged)] as const,
  )
  return {
    ...Object.fromEntries(fields.filter(([, value]) => value !== null)),
    Calltrail_Event_Id__c: logged.call.eventId,
  }
}

function description(call: CallEnriched): string {
  return [
    headline(call),
    `Duration: ${Math.floor(call.durationSeconds / 60)} minutes`,
    line('Agent', call.agentName),
    line('Queue', call.queueName),
    `Start: ${isoTime(call.startedAt)}`,
    `End: ${isoTime(call.endedAt)}`,
    line('Recording', call.recordingUrl),
  ]
    .filter((text) => text !== null)
    .join('\n')
}

function headline(call: CallEnriched): string {
  switch (call.direction) {
    case 'INBOUND':
      return `Inbound Call from ${call.callerId ?? 'a withheld number'}`
    case 'OUTBOUND':
      return `Outbound Call to ${call.calleeId ?? 'an unknown number'}`
    case 'INTERNAL':
    case 'UNKNOWN':
      return 'Internal Call'
  }
}

function line(label: string, value: string | null): string | null {
  return value === null ? null : `${label}: ${value}`
}

/** A text of at most `length` characters; a longer one ends in an ellipsis. Empty texts count as none. */
function cut(value: string, length: number): string
function cut(value: string | null | undefined, length: number): string | null
function cut(value: string | null | undefined, length: number): string | null {
  if (!value) return null
  return value.length <= length ? value : `${value.slice(0, length - 1).replace(/[\uD800-\uDBFF]$/, '')}…`
}
