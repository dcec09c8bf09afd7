/** For tests: an org that Calltrail was deployed to, with the changes that a test is about. */
import type { FieldDescription, ObjectDescription } from '@calltrail/runtime'
import type { OrgDescription, TaskStatus } from '../fitted-mapping.ts'

type FieldChanges = Readonly<Record<string, Partial<FieldDescription> | null>>

interface OrgChanges {
  /** By name; null takes the field away. A new name adds one. */
  readonly task?: FieldChanges
  readonly contact?: FieldChanges
  readonly taskObject?: Partial<ObjectDescription>
  readonly contactObject?: Partial<ObjectDescription>
  readonly taskStatuses?: readonly TaskStatus[]
}

export function field(name: string, type: string, changes: Partial<FieldDescription> = {}): FieldDescription {
  return {
    name,
    label: name,
    type,
    length: 0,
    createable: true,
    updateable: true,
    nillable: true,
    defaultedOnCreate: false,
    externalId: false,
    unique: false,
    filterable: true,
    restrictedPicklist: false,
    picklistValues: [],
    ...changes,
  }
}

export function text(name: string, length = 255): FieldDescription {
  return field(name, 'string', { length })
}

export function values(...names: readonly string[]): FieldDescription['picklistValues'] {
  return names.map((value) => ({ value, active: true, defaultValue: false }))
}

function picklist(name: string, names: readonly string[], restrictedPicklist = false): FieldDescription {
  return field(name, 'picklist', { length: 255, picklistValues: values(...names), restrictedPicklist })
}

const callTypes = ['Inbound', 'Outbound', 'Internal']

const taskFields = [
  field('Calltrail_Event_Id__c', 'string', { length: 255, externalId: true, unique: true }),
  field('Calltrail_Revision__c', 'double'),
  text('Subject'),
  field('Description', 'textarea', { length: 32_000 }),
  field('WhoId', 'reference', { length: 18 }),
  field('WhatId', 'reference', { length: 18 }),
  field('OwnerId', 'reference', { length: 18 }),
  field('ActivityDate', 'date'),
  field('CallDurationInSeconds', 'int'),
  picklist('CallType', callTypes, true),
  text('CallDisposition'),
  text('CallObject'),
  picklist('Status', ['Not Started', 'In Progress', 'Completed']),
  picklist('Priority', ['High', 'Normal']),
  picklist('Type', ['Call', 'Email']),
  { ...picklist('TaskSubtype', ['Task', 'Call'], true), updateable: false },
  picklist('Call_Type__c', callTypes, true),
  text('Call_Queue__c'),
  text('Call_Agent__c'),
  field('Call_Duration_Seconds__c', 'double'),
  field('Call_Recording_URL__c', 'url', { length: 255 }),
  text('Call_Channel__c', 80),
  text('Customer_Tier__c', 80),
  field('Was_Transferred__c', 'boolean', { nillable: false }),
  text('Call_Outcome__c', 80),
  field('Agent_Notes__c', 'textarea', { length: 255 }),
]

const contactFields = [
  text('LastName', 80),
  field('LastActivityDate', 'date', { createable: false, updateable: false }),
  field('Last_Call_Date__c', 'datetime'),
  field('Last_Call_Duration__c', 'double'),
  field('Calltrail_Caller__c', 'string', { length: 20, externalId: true, unique: true }),
]

export const completed: TaskStatus = { value: 'Completed', isClosed: true, isDefault: false }
export const notStarted: TaskStatus = { value: 'Not Started', isClosed: false, isDefault: true }

export function orgWith(changes: OrgChanges = {}): OrgDescription {
  return {
    task: object('Task', taskFields, changes.task, changes.taskObject),
    contact: object('Contact', contactFields, changes.contact, changes.contactObject),
    taskStatuses: changes.taskStatuses ?? [notStarted, completed],
  }
}

function object(
  name: string,
  standard: readonly FieldDescription[],
  changes: FieldChanges = {},
  changesOfObject: Partial<ObjectDescription> = {},
): ObjectDescription {
  const fields = new Map(standard.map((described) => [described.name, described]))
  for (const [fieldName, change] of Object.entries(changes)) {
    if (change === null) fields.delete(fieldName)
    else fields.set(fieldName, { ...(fields.get(fieldName) ?? text(fieldName)), ...change })
  }
  return { name, createable: true, updateable: true, fields, ...changesOfObject }
}
