/** What is told to the administrator about a field that the org does not take as it is mapped. */
import type { MappingFinding, MappingProblem } from './fitted-mapping.ts'

type ObjectName = MappingFinding['object']

export function finding(
  object: ObjectName,
  field: string | null,
  problem: MappingProblem,
  blocking: boolean,
  message: string,
): MappingFinding {
  return { object, field, problem, blocking, message: `${placeOf(object, field)} ${message}` }
}

function placeOf(object: ObjectName, field: string | null): string {
  return field === null ? `The object ${object}` : `${object}.${field}`
}

export function missing(field: string, spelling: string | undefined): string {
  if (spelling !== undefined) return `is spelled ${spelling} in this org. Correct the mapping file.`
  const isCustom = field.endsWith('__c')
  return isCustom
    ? 'is missing, or hidden from the integration user. Deploy infra/salesforce and assign the permission set Calltrail_Integration; ' +
        'for a field of your own, create it and give the user read and edit access.'
    : 'is hidden from the integration user, or no field of the object. Give the user read and edit access to it by field-level security.'
}

export function readOnly(object: ObjectName, field: string): string {
  return field === 'LastActivityDate'
    ? 'is derived by Salesforce from the latest completed Task, and cannot be written. Remove it from the mapping file.'
    : `can be read, not written. Give the integration user edit access to it, by the permission set Calltrail_Integration for the fields ` +
        `of Calltrail; remove it from the mapping file if ${object} computes it.`
}

export function objectRefused(object: ObjectName, verb: 'created' | 'changed'): string {
  const permission =
    object === 'Task'
      ? 'the user permissions Access Activities and Edit Tasks'
      : `the object permissions read and edit on ${object}`
  return `cannot be ${verb} by the integration user. Give it ${permission}: assign the permission set Calltrail_Integration.`
}
