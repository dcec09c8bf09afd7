import { checkbox, type ObjectDefinition, systemFields, text } from './field.ts'

export const organization: ObjectDefinition = {
  name: 'Organization',
  label: 'Organization',
  labelPlural: 'Organizations',
  keyPrefix: '00D',
  writable: false,
  fields: [
    ...systemFields,
    text('Name', 80),
    text('TimeZoneSidKey', 40, { label: 'Time Zone' }),
    text('OrganizationType', 40, { label: 'Edition' }),
    checkbox('IsSandbox', { label: 'Is Sandbox' }),
  ],
}
