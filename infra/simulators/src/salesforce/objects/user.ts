import { checkbox, email, type ObjectDefinition, picklist, systemFields, text } from './field.ts'

export const user: ObjectDefinition = {
  name: 'User',
  label: 'User',
  labelPlural: 'Users',
  keyPrefix: '005',
  writable: false,
  fields: [
    ...systemFields,
    text('Username', 80, { required: true }),
    text('FirstName', 40, { label: 'First Name' }),
    text('LastName', 80, { label: 'Last Name', required: true }),
    text('Name', 121, { label: 'Full Name' }),
    email('Email', { required: true }),
    checkbox('IsActive', { label: 'Active' }),
    // Customers of a portal are users too.
    picklist('UserType', ['Standard', 'CspLitePortal'], { label: 'User Type', defaultValue: 'Standard' }),
    text('TimeZoneSidKey', 40, { label: 'Time Zone' }),
  ],
}
