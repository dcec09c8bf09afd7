import type { SalesforceRecord } from '@calltrail/runtime'
import type { LoggedCall } from '../domain/task.ts'
import { fitField } from './fit-field.ts'
import type { Fit, FittedField } from './fit-field.ts'
import type { FittedMapping, MappingFinding, OrgDescription } from './fitted-mapping.ts'
import type { FieldMapping, Mapping } from './mapping.ts'
import { externalIdField, revisionField } from './own-fields.ts'
import { finding, objectRefused } from './remedies.ts'
import type { TargetObject } from './target-object.ts'
import { variablesOf } from './variables.ts'
import type { Variables } from './variables.ts'

/** Without these a Task would be found by nobody. */
const targetFields = ['WhoId', 'WhatId']

/**
 * The mapping as this org can take it. A field that it cannot take is left out, with a finding; only a call's identity, and what the
 * mapping itself requires, block.
 */
export function fitMapping(mapping: Mapping, org: OrgDescription): FittedMapping {
  const task = fitObject(mapping.task, { name: 'Task', object: org.task, taskStatuses: org.taskStatuses })
  const contact = fitObject(mapping.contact, { name: 'Contact', object: org.contact, taskStatuses: [] })
  const required = mapping.task.filter((field) => field.required).map(({ field }) => field)
  const endsOfCall = mapping.contact.filter(({ source }) => source.paths.includes('endedAt'))
  const lastCall = contact.fields.find(
    ({ field, type }) => type === 'datetime' && endsOfCall.some((mapped) => mapped.field === field),
  )

  return {
    findings: [...task.findings, ...contact.findings],
    requiredFields: new Set([externalIdField, ...targetFields, ...required]),
    hasRevisionField: task.fields.some(({ field }) => field === revisionField),
    keepsFields: task.fields.some(
      ({ field, access }) => access.create && !access.update && org.task.fields.get(field)?.updateable,
    ),
    contactFields: new Set(contact.fields.map(({ field }) => field)),
    lastCallField: lastCall?.field ?? null,
    taskOf(logged, { isUpdate = false, omit } = {}) {
      const fields = task.fields.filter(
        ({ field, access }) => (isUpdate ? access.update : access.create) && !omit?.has(field),
      )
      return {
        ...record(fields, variablesOf(logged), logged.timeZone),
        [externalIdField]: logged.call.eventId,
      }
    },
    contactUpdateOf: (call, contactId, timeZone = 'UTC') => ({
      Id: contactId,
      ...record(contact.fields, variablesOf(calledContact(call, contactId, timeZone)), timeZone),
    }),
    accountUpdateOf(call, accountId, timeZone = 'UTC') {
      const contactId = call.contact?.id ?? null
      const values = record(contact.fields, variablesOf(calledContact(call, contactId, timeZone)), timeZone)
      const custom = Object.entries(values).filter(([field]) => field.endsWith('__c'))
      return {
        Id: accountId,
        ...Object.fromEntries(custom.map(([field, value]) => [personAccountField(field), value])),
      }
    },
  }
}

/** A person account shows the custom fields of its contact by this name. */
function personAccountField(field: string): string {
  return field.replace(/__c$/, '__pc')
}

function fitObject(
  mappings: readonly FieldMapping[],
  target: TargetObject,
): { readonly fields: readonly FittedField[]; readonly findings: readonly MappingFinding[] } {
  const refusal = refusalOf(target)
  if (refusal?.stops) return { fields: [], findings: [refusal.finding] }
  const fits: readonly Fit[] = mappings.map((mapping) => fitField(mapping, target))
  return {
    fields: fits.flatMap(({ field }) => field ?? []),
    findings: [...(refusal ? [refusal.finding] : []), ...fits.flatMap(({ findings }) => findings)],
  }
}

/** What the integration user may not do with the object as a whole. Contacts are only changed, Tasks are created first. */
function refusalOf({
  name,
  object,
}: TargetObject): { readonly finding: MappingFinding; readonly stops: boolean } | null {
  if (name === 'Contact') {
    if (object.updateable) return null
    const message = objectRefused('Contact', 'changed')
    return { finding: finding('Contact', null, 'not-updateable', false, message), stops: true }
  }
  if (!object.createable) {
    const message = objectRefused('Task', 'created')
    return { finding: finding('Task', null, 'not-createable', true, message), stops: true }
  }
  if (object.updateable) return null
  const message = `${objectRefused('Task', 'changed')} Until then notes and recordings that come after a call are not added to its Task.`
  return { finding: finding('Task', null, 'not-updateable', false, message), stops: false }
}

/** An empty value would empty the field, so it is left out. */
function record(fields: readonly FittedField[], variables: Variables, timeZone: string): SalesforceRecord {
  const values = fields.map(({ field, valueOf }) => [field, valueOf(variables, timeZone)] as const)
  return Object.fromEntries(values.filter(([, value]) => value !== null))
}

function calledContact(call: LoggedCall['call'], contactId: string | null, timeZone: string): LoggedCall {
  const name = call.contact?.name ?? call.customerPhone ?? ''
  return { call, name, contactId, leadId: null, accountId: call.accountId, ownerId: null, timeZone }
}
