export type FieldType =
  | 'id'
  | 'string'
  | 'textarea'
  | 'phone'
  | 'email'
  | 'url'
  | 'picklist'
  | 'boolean'
  | 'int'
  | 'double'
  | 'date'
  | 'datetime'
  | 'reference'

/** As stored: ids have 18 characters, dates are `2026-03-14`, date-times `2026-03-14T10:00:00.000+0000`. */
export type FieldValue = string | number | boolean | null

export interface PicklistValue {
  readonly value: string
  /** What people see, when it is not the value. */
  readonly label?: string | undefined
  readonly isDefault?: boolean
  /** For a Task's status: the Task is closed. */
  readonly isClosed?: boolean
}

export interface FieldDefinition {
  readonly name: string
  readonly label: string
  readonly type: FieldType
  /** Most characters; 0 for types without a length. */
  readonly length: number
  readonly createable: boolean
  readonly updateable: boolean
  /** A record without a value for it cannot be saved. */
  readonly required: boolean
  readonly externalId: boolean
  readonly unique: boolean
  readonly caseSensitive: boolean
  /** May occur in WHERE: long text areas may not. */
  readonly filterable: boolean
  readonly picklistValues: readonly PicklistValue[]
  readonly restrictedPicklist: boolean
  readonly referenceTo: readonly string[]
  readonly relationshipName: string | null
  /** Most digits before the decimal point. */
  readonly digits: number
  /** Digits after the decimal point, to which values are rounded. */
  readonly scale: number
  readonly smallest: number
  readonly defaultValue: FieldValue
  /** Computed when it is read, never stored. */
  readonly isDerived: boolean
  /** For a field of a person account that is a field of the person's contact: the name that it has there. */
  readonly ofPersonContact: string | null
}

type Options = Partial<Omit<FieldDefinition, 'name' | 'type'>>

function define(name: string, type: FieldType, options: Options): FieldDefinition {
  return {
    name,
    type,
    label: name.replace(/__c$/, '').replaceAll('_', ' '),
    length: 0,
    createable: true,
    updateable: true,
    required: false,
    externalId: false,
    unique: false,
    caseSensitive: false,
    filterable: true,
    picklistValues: [],
    restrictedPicklist: false,
    referenceTo: [],
    relationshipName: null,
    digits: 0,
    scale: 0,
    smallest: Number.NEGATIVE_INFINITY,
    defaultValue: null,
    isDerived: false,
    ofPersonContact: null,
    ...options,
  }
}

export const readOnly = { createable: false, updateable: false } as const satisfies Options
export const derived = { ...readOnly, isDerived: true } as const satisfies Options

const FILTERABLE_TEXT_LENGTH = 255

export const text = (name: string, length: number, options: Options = {}): FieldDefinition =>
  define(name, 'string', { length, ...options })

export const longText = (name: string, length: number, options: Options = {}): FieldDefinition =>
  define(name, 'textarea', { length, filterable: length <= FILTERABLE_TEXT_LENGTH, ...options })

export const phone = (name: string, options: Options = {}): FieldDefinition =>
  define(name, 'phone', { length: 40, ...options })

export const email = (name: string, options: Options = {}): FieldDefinition =>
  define(name, 'email', { length: 80, ...options })

export const url = (name: string, options: Options = {}): FieldDefinition =>
  define(name, 'url', { length: 255, ...options })

export const picklist = (
  name: string,
  values: readonly (string | PicklistValue)[],
  options: Options = {},
): FieldDefinition =>
  define(name, 'picklist', {
    length: 255,
    picklistValues: values.map((value) => (typeof value === 'string' ? { value } : value)),
    ...options,
  })

export const checkbox = (name: string, options: Options = {}): FieldDefinition =>
  define(name, 'boolean', { defaultValue: false, ...options })

export const integer = (name: string, options: Options = {}): FieldDefinition =>
  define(name, 'int', { digits: 10, ...options })

export const decimal = (
  name: string,
  digits: number,
  scale: number,
  options: Options = {},
): FieldDefinition => define(name, 'double', { digits, scale, ...options })

export const date = (name: string, options: Options = {}): FieldDefinition => define(name, 'date', options)

export const dateTime = (name: string, options: Options = {}): FieldDefinition =>
  define(name, 'datetime', options)

/** @param relationshipName name of the parent in a query, such as `Account` in `Account.Name`. */
export const reference = (
  name: string,
  relationshipName: string,
  referenceTo: readonly string[],
  options: Options = {},
): FieldDefinition => define(name, 'reference', { length: 18, relationshipName, referenceTo, ...options })

/** A custom field that an administrator adds to this org. */
export const customField = (
  name: string,
  type: FieldType,
  options: Partial<Omit<FieldDefinition, 'name' | 'type'>>,
): FieldDefinition => define(name, type, options)

/** The fields that each record has and that only Salesforce writes. */
export const systemFields: readonly FieldDefinition[] = [
  define('Id', 'id', { length: 18, ...readOnly }),
  checkbox('IsDeleted', { label: 'Deleted', ...readOnly }),
  dateTime('CreatedDate', { label: 'Created Date', ...readOnly }),
  reference('CreatedById', 'CreatedBy', ['User'], { label: 'Created By ID', ...readOnly }),
  dateTime('LastModifiedDate', { label: 'Last Modified Date', ...readOnly }),
  reference('LastModifiedById', 'LastModifiedBy', ['User'], { label: 'Last Modified By ID', ...readOnly }),
  dateTime('SystemModstamp', { label: 'System Modstamp', ...readOnly }),
]

export interface ObjectDefinition {
  readonly name: string
  readonly label: string
  readonly labelPlural: string
  readonly keyPrefix: string
  /** May be created, changed and deleted over the API. */
  readonly writable: boolean
  readonly fields: readonly FieldDefinition[]
}
