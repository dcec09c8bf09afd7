/**
 * A call as a Salesforce Task: a line per field. Fields without a value are left out, so that an update never empties one.
 */
import { shorten } from '@calltrail/runtime'
import type { SalesforceRecord } from '@calltrail/runtime'
import type { CallEnriched } from '@calltrail/schemas'
import { dayIn, isoTime } from './calendar-day.ts'

/** A Task to be written: Salesforce field names to values. */
export type Task = SalesforceRecord & { readonly Calltrail_Event_Id__c: string }

/** An org may go without it; then an older revision that was retried may overwrite a newer one. */
export const revisionField = 'Calltrail_Revision__c'

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

/**
 * Names of standard fields are Salesforce's; those with `__c` are deployed with Calltrail. Numbers are the most characters that a field
 * takes: Salesforce refuses the whole record for one more.
 */
const taskFields = {
  Calltrail_Event_Id__c: ({ call }) => call.eventId,
  [revisionField]: ({ call }) => call.revision,
  Subject: text(255, ({ name }) => `Call with ${name}`),
  Description: ({ call }) => description(call, 32_000),
  WhoId: ({ contactId }) => contactId,
  WhatId: ({ accountId }) => accountId,
  ActivityDate: ({ call, timeZone }) => dayIn(timeZone, call.startedAt),
  CallDurationInSeconds: ({ call }) => seconds(call),
  CallType: ({ call }) => callTypes[call.direction],
  Status: () => 'Completed',
  Type: () => 'Call',
  Call_Type__c: ({ call }) => callTypes[call.direction],
  Call_Queue__c: text(255, ({ call }) => call.queueName),
  Call_Agent__c: text(255, ({ call }) => call.agentName),
  Call_Duration_Seconds__c: ({ call }) => seconds(call),
  Call_Recording_URL__c: whole(2_000, ({ call }) => call.recordingUrl),
  Call_Channel__c: () => 'Phone',
  Customer_Tier__c: text(80, ({ call }) => call.attributes['customer_tier']),
  Was_Transferred__c: () => false,
  Call_Outcome__c: () => 'Completed',
  Agent_Notes__c: text(32_000, ({ call }) => call.attributes['notes']),
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

type TextOf = (logged: LoggedCall) => string | null | undefined

/** A field of at most `length` characters; a longer text ends in an ellipsis. Empty texts count as none. */
function text(length: number, textOf: TextOf): FieldMapping {
  return (logged) => {
    const value = textOf(logged)
    return value ? shorten(value, length) : null
  }
}

/** A field whose text is of no use unless it is whole, such as a link: a longer one is left out. */
function whole(length: number, textOf: TextOf): FieldMapping {
  return (logged) => {
    const value = textOf(logged)
    return value && value.length <= length ? value : null
  }
}

function seconds(call: CallEnriched): number {
  return Math.max(0, call.durationSeconds)
}

function description(call: CallEnriched, length: number): string {
  const lines = [
    headline(call),
    `Duration: ${Math.floor(seconds(call) / 60)} minutes`,
    ...line('Agent', call.agentName),
    ...line('Queue', call.queueName),
    `Start: ${isoTime(call.startedAt)}`,
    `End: ${isoTime(call.endedAt)}`,
  ]
  const withoutLink = shorten(lines.join('\n'), length)
  const withLink = [withoutLink, ...line('Recording', call.recordingUrl)].join('\n')
  return withLink.length <= length ? withLink : withoutLink
}

function headline(call: CallEnriched): string {
  switch (call.direction) {
    case 'INBOUND':
      return `Inbound Call from ${call.callerId || 'a withheld number'}`
    case 'OUTBOUND':
      return `Outbound Call to ${call.calleeId || 'an unknown number'}`
    case 'INTERNAL':
      return 'Internal Call'
    case 'UNKNOWN':
      return 'Call'
  }
}

function line(label: string, value: string | null): string[] {
  return value ? [`${label}: ${value}`] : []
}
