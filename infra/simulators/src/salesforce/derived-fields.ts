import { addDays, formatDate, parseDate, parseDateTime } from './date-time.ts'
import type { FieldDefinition, FieldValue } from './objects/field.ts'
import type { Org } from './org.ts'
import { isDeleted, type StoredRecord } from './records.ts'

const DAYS_UNTIL_ARCHIVED = 365

type Derive = (org: Org, record: StoredRecord) => FieldValue

/** How each derived field is computed, by object and field. */
const derivations: Readonly<Record<string, Derive>> = {
  'Contact.Name': personName,
  'Lead.Name': personName,
  'Contact.LastActivityDate': (org, record) => latestActivity(closedTasksOf(org, 'WhoId', record.id)),
  'Lead.LastActivityDate': (org, record) => latestActivity(closedTasksOf(org, 'WhoId', record.id)),
  'Account.LastActivityDate': (org, record) => latestActivity(closedTasksOfAccount(org, record.id)),
  'Task.AccountId': accountOfTask,
  'Task.IsClosed': (org, record) => isClosed(org, record),
  'Task.IsArchived': (org, record) => isArchived(org, record),
  'Task.IsHighPriority': (_org, record) => record.values['Priority'] === 'High',
}

/** The value of a field as the API shows it, stored or derived. */
export function readField(org: Org, record: StoredRecord, field: FieldDefinition): FieldValue {
  if (field.ofPersonContact !== null)
    return personContactOf(org, record)?.values[field.ofPersonContact] ?? null
  if (isPersonName(record, field)) return personName(org, personContactOf(org, record) ?? record)
  if (!field.isDerived) return record.values[field.name] ?? null
  return derivations[`${record.object}.${field.name}`]?.(org, record) ?? null
}

export function isClosed(org: Org, task: StoredRecord): boolean {
  const status = org
    .field('Task', 'Status')
    ?.picklistValues.find(({ value }) => value === task.values['Status'])
  return status?.isClosed === true
}

/** Closed Tasks are archived when they are older than a year: by due date, or by creation when they have none. */
export function isArchived(org: Org, record: StoredRecord): boolean {
  if (record.object !== 'Task' || !isClosed(org, record)) return false
  const day = parseDate(textOf(record, 'ActivityDate')) ?? parseDateTime(textOf(record, 'CreatedDate'))
  return day !== undefined && day < addDays(org.clock.now(), -DAYS_UNTIL_ARCHIVED)
}

/** The contact behind a person account. */
export function personContactOf(org: Org, account: StoredRecord): StoredRecord | undefined {
  const id = account.values['PersonContactId']
  return typeof id === 'string' ? org.records.find(id) : undefined
}

/** A person's account is called like the person. */
function isPersonName(record: StoredRecord, field: FieldDefinition): boolean {
  return field.name === 'Name' && record.object === 'Account' && record.values['IsPersonAccount'] === true
}

function personName(_org: Org, record: StoredRecord): string {
  return [textOf(record, 'FirstName'), textOf(record, 'LastName')].filter((part) => part !== '').join(' ')
}

function closedTasksOf(org: Org, referenceField: 'WhoId' | 'WhatId', id: string): StoredRecord[] {
  const field = org.field('Task', referenceField)
  if (!field) return []
  return org.records.withValue('Task', field, id).filter((task) => isClosed(org, task))
}

function closedTasksOfAccount(org: Org, accountId: string): StoredRecord[] {
  const field = org.field('Contact', 'AccountId')
  const contacts = field ? org.records.withValue('Contact', field, accountId) : []
  return [
    ...closedTasksOf(org, 'WhatId', accountId),
    ...contacts.flatMap((contact) => closedTasksOf(org, 'WhoId', contact.id)),
  ]
}

function latestActivity(tasks: readonly StoredRecord[]): FieldValue {
  const days = tasks.map((task) => textOf(task, 'ActivityDate')).filter((day) => day !== '')
  return days.toSorted().at(-1) ?? null
}

function accountOfTask(org: Org, task: StoredRecord): FieldValue {
  const what = textOf(task, 'WhatId')
  if (org.catalogue.objectOfId(what)?.name === 'Account') return what
  const who = org.records.find(textOf(task, 'WhoId'))
  return who && !isDeleted(who) ? (who.values['AccountId'] ?? null) : null
}

function textOf(record: StoredRecord, field: string): string {
  const value = record.values[field]
  return typeof value === 'string' ? value : ''
}

/** Today in UTC, which is the simulated org's time zone for date literals. */
export function today(org: Org): string {
  return formatDate(org.clock.now())
}
