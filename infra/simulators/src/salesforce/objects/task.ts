import {
  checkbox,
  date,
  dateTime,
  decimal,
  derived,
  integer,
  longText,
  type ObjectDefinition,
  picklist,
  reference,
  systemFields,
  text,
  url,
} from './field.ts'

const standardFields = [
  text('Subject', 255),
  longText('Description', 32_000),
  date('ActivityDate', { label: 'Due Date Only' }),
  picklist(
    'Status',
    [
      { value: 'Not Started', isDefault: true },
      'In Progress',
      { value: 'Completed', isClosed: true },
      'Waiting on someone else',
      'Deferred',
    ],
    { required: true, defaultValue: 'Not Started' },
  ),
  picklist('Priority', ['High', { value: 'Normal', isDefault: true }, 'Low'], {
    required: true,
    defaultValue: 'Normal',
  }),
  picklist('Type', ['Call', 'Email', 'Meeting', 'Other']),
  // The object reference lists Create, and not Update, among its properties.
  picklist(
    'TaskSubtype',
    [{ value: 'Task', isDefault: true }, 'Call', 'Email', 'ListEmail', 'Cadence', 'LinkedIn'],
    {
      label: 'Task Subtype',
      updateable: false,
      restrictedPicklist: true,
      defaultValue: 'Task',
    },
  ),
  integer('CallDurationInSeconds', { label: 'Call Duration', smallest: 0 }),
  picklist('CallType', ['Internal', 'Inbound', 'Outbound'], { label: 'Call Type', restrictedPicklist: true }),
  text('CallDisposition', 255, { label: 'Call Result' }),
  text('CallObject', 255, { label: 'Call Object Identifier' }),
  reference('WhoId', 'Who', ['Contact', 'Lead'], { label: 'Name ID' }),
  reference('WhatId', 'What', ['Account'], { label: 'Related To ID' }),
  reference('AccountId', 'Account', ['Account'], { label: 'Account ID', ...derived }),
  reference('OwnerId', 'Owner', ['User'], { label: 'Assigned To ID' }),
  checkbox('IsClosed', { label: 'Closed', ...derived }),
  checkbox('IsArchived', { label: 'Archived', ...derived }),
  checkbox('IsHighPriority', { label: 'High Priority', ...derived }),
  dateTime('CompletedDateTime', { label: 'Completed Date/Time', createable: false, updateable: false }),
]

/** Defined on Activity, as all custom fields of Task are. */
const callFields = [
  text('Calltrail_Event_Id__c', 255, { externalId: true, unique: true, caseSensitive: true }),
  decimal('Calltrail_Revision__c', 18, 0),
  picklist('Call_Type__c', ['Inbound', 'Outbound', 'Internal'], { restrictedPicklist: true }),
  text('Call_Queue__c', 255),
  text('Call_Agent__c', 255),
  decimal('Call_Duration_Seconds__c', 18, 0),
  url('Call_Recording_URL__c'),
  text('Call_Channel__c', 80),
  text('Customer_Tier__c', 80),
  checkbox('Was_Transferred__c'),
  text('Call_Outcome__c', 80),
  // Activities have no custom long texts.
  longText('Agent_Notes__c', 255),
]

export const task: ObjectDefinition = {
  name: 'Task',
  label: 'Task',
  labelPlural: 'Tasks',
  keyPrefix: '00T',
  writable: true,
  fields: [...systemFields, ...standardFields, ...callFields],
}
