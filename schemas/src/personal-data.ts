/**
 * What a schema says of each field: `personalData`, the kind of personal data it holds. From that alone follow the schema of a masked
 * event and what is left of each field in one, so that a new field is masked as soon as it is classified.
 */

/** What of each kind those may see who may not see people. `voice` is what leads to the recording of one without a login, and for how long. */
export const personalDataKinds = {
  none: 'kept',
  pseudonym: 'kept',
  phone: 'pseudonym',
  name: 'pseudonym',
  email: 'pseudonym',
  voice: 'dropped',
  'free-text': 'dropped',
} as const satisfies Record<string, 'kept' | 'pseudonym' | 'dropped'>

export type PersonalDataKind = keyof typeof personalDataKinds

/** A kind whose texts are told apart in a masked event, but not told. */
export type PseudonymisedKind = {
  [Kind in PersonalDataKind]: (typeof personalDataKinds)[Kind] extends 'pseudonym' ? Kind : never
}[PersonalDataKind]

/** A field of a record schema. */
export interface SchemaField {
  readonly name: string
  readonly type: unknown
  readonly doc?: string
  readonly default?: unknown
  readonly personalData?: string
}

export interface RecordSchema {
  readonly type: 'record'
  readonly name: string
  readonly namespace?: string
  readonly doc?: string
  readonly fields: readonly SchemaField[]
}

/** The record that a field holds, also where it is one side of a union with null; its fields are classified, and it is not. */
export function recordIn(type: unknown): RecordSchema | undefined {
  if (Array.isArray(type)) return type.map(recordIn).find((record) => record !== undefined)
  return type instanceof Object && 'fields' in type ? (type as RecordSchema) : undefined
}

/** Whether records stand in a type other than alone: among the items of an array or the values of a map, or by their name. */
function holdsRecords(type: unknown): boolean {
  if (typeof type === 'string') return !primitives.has(type)
  if (Array.isArray(type)) return type.some(holdsRecords)
  const { type: kind, items, values } = type as Record<string, unknown>
  if (kind === 'record') return true
  if (kind === 'enum' || kind === 'fixed') return false
  return holdsRecords(items ?? values ?? kind)
}

const primitives = new Set(['null', 'boolean', 'int', 'long', 'float', 'double', 'bytes', 'string'])

/** @throws {TypeError} when the field is not classified, or cannot be masked as its kind is */
export function kindOf({ name, type, personalData }: SchemaField): PersonalDataKind {
  if (holdsRecords(type))
    throw new TypeError(
      `the field ${name} holds records in a way that cannot be masked: let it be one, or null`,
    )
  if (personalData === undefined || !(personalData in personalDataKinds)) {
    const kinds = Object.keys(personalDataKinds).join(', ')
    throw new TypeError(`the field ${name} must say its personalData, one of ${kinds}`)
  }
  const kind = personalData as PersonalDataKind
  if (personalDataKinds[kind] === 'pseudonym' && ![type].flat().includes('string'))
    throw new TypeError(`the field ${name} is of the kind ${kind}, which only a string can be`)
  return kind
}

/** The schema of the masked event: what is dropped is no field of it, and what is a pseudonym says so. */
export function maskedSchema(
  schema: RecordSchema,
  named: Pick<RecordSchema, 'name' | 'namespace' | 'doc'>,
): RecordSchema {
  return { ...schema, ...named, fields: maskedFields(schema.fields) }
}

function maskedFields(fields: readonly SchemaField[]): SchemaField[] {
  return fields.flatMap((field) => {
    if (recordIn(field.type)) return [{ ...field, type: withMaskedRecord(field.type) }]
    switch (personalDataKinds[kindOf(field)]) {
      case 'kept':
        return [field]
      case 'pseudonym':
        return [{ ...field, doc: `Pseudonym of this: ${field.doc}`, personalData: 'pseudonym' }]
      case 'dropped':
        return []
    }
  })
}

function withMaskedRecord(type: unknown): unknown {
  if (Array.isArray(type)) return type.map(withMaskedRecord)
  const record = recordIn(type)
  return record ? { ...record, fields: maskedFields(record.fields) } : type
}

type Value = Record<string, unknown>

/**
 * Makes what masks events of a schema.
 * @param pseudonym stands for a text of a kind: the same for the same person, and nobody's without the key that it is made with
 */
export function masker(
  schema: RecordSchema,
  pseudonym: (kind: PseudonymisedKind, text: string) => string,
): (event: Value) => Value {
  const steps = schema.fields.flatMap((field) => {
    const mask = fieldMasker(field, pseudonym)
    return mask ? [{ name: field.name, mask }] : []
  })
  return (event) => Object.fromEntries(steps.map(({ name, mask }) => [name, mask(event[name])]))
}

/** Undefined where nothing is left of the field. */
function fieldMasker(
  field: SchemaField,
  pseudonym: (kind: PseudonymisedKind, text: string) => string,
): ((value: unknown) => unknown) | undefined {
  const record = recordIn(field.type)
  if (record) {
    const mask = masker(record, pseudonym)
    return (value) => (value === null || value === undefined ? value : mask(value as Value))
  }
  const kind = kindOf(field)
  switch (personalDataKinds[kind]) {
    case 'kept':
      return (value) => value
    case 'pseudonym':
      return (value) => (typeof value === 'string' ? pseudonym(kind as PseudonymisedKind, value) : value)
    case 'dropped':
      return undefined
  }
}
