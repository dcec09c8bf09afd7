import {
  checkbox,
  email,
  type FieldDefinition,
  type ObjectDefinition,
  phone,
  readOnly,
  reference,
  text,
} from './field.ts'

/** Fields of an account that are in truth those of its person's contact, by the contact's field. */
const personFields: readonly FieldDefinition[] = [
  text('FirstName', 40, { label: 'First Name', ofPersonContact: 'FirstName' }),
  text('LastName', 80, { label: 'Last Name', ofPersonContact: 'LastName' }),
  phone('PersonMobilePhone', { label: 'Mobile', ofPersonContact: 'MobilePhone' }),
  phone('PersonHomePhone', { label: 'Home Phone', ofPersonContact: 'HomePhone' }),
  phone('PersonOtherPhone', { label: 'Other Phone', ofPersonContact: 'OtherPhone' }),
  phone('PersonAssistantPhone', { label: 'Asst. Phone', ofPersonContact: 'AssistantPhone' }),
  email('PersonEmail', { label: 'Email', ofPersonContact: 'Email' }),
]

/** The account as it is in an org with person accounts: custom fields of Contact are there too, with `__pc`. */
export function accountWithPersons(account: ObjectDefinition, contact: ObjectDefinition): ObjectDefinition {
  const customFields = contact.fields
    .filter(({ name }) => name.endsWith('__c'))
    .map((field) => ({
      ...field,
      name: field.name.replace(/__c$/, '__pc'),
      ofPersonContact: field.name,
      externalId: false,
      unique: false,
    }))
  return {
    ...account,
    fields: [
      ...account.fields,
      checkbox('IsPersonAccount', { label: 'Is Person Account', ...readOnly }),
      reference('PersonContactId', 'PersonContact', ['Contact'], { label: 'Contact ID', ...readOnly }),
      ...personFields,
      ...customFields,
    ],
  }
}

export function contactWithPersons(contact: ObjectDefinition): ObjectDefinition {
  return {
    ...contact,
    fields: [...contact.fields, checkbox('IsPersonAccount', { label: 'Is Person Account', ...readOnly })],
  }
}
