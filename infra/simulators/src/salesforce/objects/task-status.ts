import { checkbox, integer, type ObjectDefinition, systemFields, text } from './field.ts'

/** The statuses that a Task can have, as records. They follow the picklist `Task.Status`. */
export const taskStatus: ObjectDefinition = {
  name: 'TaskStatus',
  label: 'Task Status Value',
  labelPlural: 'Task Status Values',
  keyPrefix: '01S',
  writable: false,
  fields: [
    ...systemFields,
    text('ApiName', 255, { label: 'API Name' }),
    text('MasterLabel', 255, { label: 'Master Label' }),
    checkbox('IsClosed', { label: 'Closed' }),
    checkbox('IsDefault', { label: 'Default' }),
    integer('SortOrder', { label: 'Sort Order' }),
  ],
}
