import type { ObjectDescription } from '@calltrail/runtime'
import type { MappingFinding } from './fitted-mapping.ts'
import { callerField } from './own-fields.ts'
import { finding } from './remedies.ts'

const permission = 'Assign the permission set Calltrail_Create_Contacts to the integration user.'

/** What hinders that the contacts of strangers belong to an account. */
export function strangersAccountFindings(contact: ObjectDescription): MappingFinding[] {
  if (contact.fields.get('AccountId')?.createable) return []
  const message = `cannot be written, so the contacts of strangers are seen by hardly anybody. ${permission}`
  return [finding('Contact', 'AccountId', 'read-only', false, message)]
}

/** What hinders that strangers become contacts, once each: their number must be an external id. */
export function strangerFindings(contact: ObjectDescription): MappingFinding[] {
  if (!contact.createable) {
    return [
      finding(
        'Contact',
        null,
        'not-createable',
        true,
        `cannot be created by the integration user. ${permission}`,
      ),
    ]
  }
  const field = contact.fields.get(callerField)
  const problem = (kind: MappingFinding['problem'], message: string) => [
    finding('Contact', callerField, kind, true, message),
  ]
  if (!field) return problem('missing', `is missing or hidden. Deploy infra/salesforce. ${permission}`)
  if (!field.createable) return problem('read-only', `cannot be written. ${permission}`)
  if (!field.externalId || !field.unique) {
    return problem('not-unique-external-id', 'must be a unique external id. Deploy infra/salesforce.')
  }
  return []
}
