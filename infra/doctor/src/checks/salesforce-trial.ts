import { randomUUID } from 'node:crypto'
import type { Refusal, SalesforceRecord } from '@calltrail/runtime'
import { enrichedCall } from '@calltrail/schemas/testing'
import { externalIdField, fitMapping } from '@calltrail/sink/mapping'
import type { FittedMapping, LoggedCall } from '@calltrail/sink/mapping'
import type { Check, SalesforcePatient } from '../check.ts'
import { broken, degraded, fine } from '../finding.ts'
import type { Finding } from '../finding.ts'

/**
 * Writes a Task as the sink would, updates it, updates a contact, and has it all taken back: validation rules, triggers and rights show
 * only when something is written.
 */
export const trial: Check<SalesforcePatient> = {
  title: 'trial',
  async run(patient) {
    const fitted = fitMapping(patient.mapping, await patient.org())
    if (fitted.findings.some(({ blocking }) => blocking)) return []
    const [task, contact] = await Promise.all([tryTask(patient, fitted), tryContact(patient, fitted)])
    return [...task, ...contact]
  },
}

async function tryTask(
  { rehearse, config, now }: SalesforcePatient,
  mapping: FittedMapping,
): Promise<Finding[]> {
  const logged = trialCall(now(), config.salesforceTimeZone)
  const omit = new Set<string>()
  const findings: Finding[] = []
  for (;;) {
    const created = { ...mapping.taskOf(logged, { omit }), [externalIdField]: logged.call.eventId }
    const updated: SalesforceRecord = mapping.taskOf(logged, { omit, isUpdate: true })
    const refusal = await rehearse([
      { method: 'POST', path: '/sobjects/Task', body: created },
      { method: 'PATCH', path: '/sobjects/Task/@{step0.id}', body: withoutId(updated) },
    ])
    if (refusal === undefined)
      return [...findings, fine('A trial Task was created, updated, and taken back.')]
    const droppable = refusal.fields.filter((field) => field in created && !mapping.requiredFields.has(field))
    if (droppable.length === 0) return [...findings, taskRefused(refusal)]
    for (const field of droppable) omit.add(field)
    findings.push(fieldRefused(droppable, refusal))
  }
}

function fieldRefused(fields: readonly string[], { errorCode }: Refusal): Finding {
  const names = fields.join(', ')
  return degraded(
    `The org refuses ${names} of Task (${errorCode}): calls are logged without.`,
    `Look for a validation rule, a picklist or a trigger on ${names}, or take it out of the mapping.`,
  )
}

function taskRefused({ step, errorCode, fields }: Refusal): Finding {
  const reason = [errorCode, ...fields].join(' ')
  if (step === 0) {
    return broken(
      `A Task cannot be created (${reason}).`,
      'Assign the permission set Calltrail_Integration, and look for validation rules and required fields of Task.',
    )
  }
  return degraded(
    `A Task can be created but not updated (${reason}): what comes after the call, such as wrap-up, notes and recordings, is not filled in.`,
    'Give the integration user the right Edit on Task (permission set Calltrail_Integration).',
  )
}

async function tryContact(
  { salesforce, rehearse }: SalesforcePatient,
  mapping: FittedMapping,
): Promise<Finding[]> {
  if (mapping.contactFields.size === 0) return []
  const [contact] = await salesforce.query<{ Id: string }>('SELECT Id FROM Contact LIMIT 1')
  if (!contact)
    return [
      degraded('There is no contact that the integration user may see.', 'Check its access to contacts.'),
    ]
  const { Id, ...record } = mapping.contactUpdateOf(enrichedCall(), contact.Id)
  const refusal = await rehearse([{ method: 'PATCH', path: `/sobjects/Contact/${Id}`, body: record }])
  if (refusal === undefined) return [fine('The last call of a contact was updated, and taken back.')]
  return [
    degraded(
      `The last call of a contact cannot be written (${[refusal.errorCode, ...refusal.fields].join(' ')}).`,
      'Give the integration user the right Edit on Contact and its fields (permission set Calltrail_Integration).',
    ),
  ]
}

function withoutId({ [externalIdField]: _, ...record }: SalesforceRecord): SalesforceRecord {
  return record
}

/** A call of nobody, so that no contact’s history shows it even while it is being written. */
function trialCall(now: number, timeZone: string): LoggedCall {
  const call = enrichedCall({
    eventId: `calltrail-doctor-${randomUUID()}`,
    contact: null,
    accountId: null,
    startedAt: now - 60_000,
    endedAt: now,
    durationSeconds: 60,
    attributes: { notes: 'A trial of Calltrail, which is taken back.', customer_tier: 'Trial' },
    wrapUpCode: 'trial',
    wrapUpName: 'Trial',
    transferred: false,
    receivedAt: now,
  })
  return { call, name: 'Calltrail', contactId: null, leadId: null, accountId: null, ownerId: null, timeZone }
}
