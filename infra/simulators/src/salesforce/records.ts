import type { FieldDefinition, FieldValue, ObjectDefinition } from './objects/field.ts'
import { generatedId } from './record-id.ts'

export type FieldValues = Readonly<Record<string, FieldValue>>

/** Records by object, as in the sample org. Each may have an `Id`; system fields are filled in when absent. */
export type SeedRecords = Readonly<Record<string, readonly FieldValues[]>>

export interface StoredRecord {
  readonly id: string
  readonly object: string
  /** What is stored. Derived fields are not in here. */
  values: FieldValues
  /** Epoch milliseconds from which the search index knows the record. */
  searchableFromMs: number
}

const FIRST_SEQUENCE = 1

/** The rows of the org, with an index on each unique field, external id and reference. */
export class Records {
  #rows = new Map<string, Map<string, StoredRecord>>()
  #rowById = new Map<string, StoredRecord>()
  #index = new Map<string, Set<string>>()
  #sequence = FIRST_SEQUENCE
  #undo: (() => void)[] | undefined

  clear(): void {
    this.#rows.clear()
    this.#rowById.clear()
    this.#index.clear()
    this.#sequence = FIRST_SEQUENCE
  }

  /** Removes all records of an object that nothing refers to. */
  clearObject(objectName: string): void {
    for (const id of this.#rows.get(objectName)?.keys() ?? []) this.#rowById.delete(id)
    this.#rows.delete(objectName)
  }

  all(objectName: string): Iterable<StoredRecord> {
    return this.#rows.get(objectName)?.values() ?? []
  }

  /** Deleted records are found too: see {@link isDeleted}. */
  find(id: string): StoredRecord | undefined {
    return this.#rowById.get(id)
  }

  /** Records that are not deleted and whose indexed field has this value. */
  withValue(objectName: string, field: FieldDefinition, value: FieldValue): StoredRecord[] {
    const ids = this.#index.get(indexKey(objectName, field, value)) ?? new Set<string>()
    return [...ids].flatMap((id) => this.find(id) ?? []).filter((record) => !isDeleted(record))
  }

  insert(object: ObjectDefinition, values: FieldValues, searchableFromMs: number): StoredRecord {
    const id =
      typeof values['Id'] === 'string' ? values['Id'] : generatedId(object.keyPrefix, this.#sequence++)
    const record: StoredRecord = { id, object: object.name, values: { ...values, Id: id }, searchableFromMs }
    const rows = this.#rows.get(object.name) ?? new Map<string, StoredRecord>()
    this.#rows.set(object.name, rows.set(id, record))
    this.#rowById.set(id, record)
    this.#reindex(object, {}, record)
    this.#undo?.push(() => {
      this.#reindex(object, record.values, { ...record, values: {} })
      rows.delete(id)
      this.#rowById.delete(id)
    })
    return record
  }

  update(object: ObjectDefinition, record: StoredRecord, changes: FieldValues): void {
    const before = record.values
    this.#setValues(object, record, { ...before, ...changes })
    this.#undo?.push(() => this.#setValues(object, record, before))
  }

  /** Runs `change`; when it throws, everything it wrote is undone. */
  transaction<Result>(change: () => Result): Result {
    const outer = this.#undo
    const undo: (() => void)[] = []
    this.#undo = undo
    try {
      const result = change()
      outer?.push(...undo)
      return result
    } catch (error) {
      for (const step of undo.toReversed()) step()
      throw error
    } finally {
      this.#undo = outer
    }
  }

  #setValues(object: ObjectDefinition, record: StoredRecord, values: FieldValues): void {
    const before = record.values
    record.values = values
    this.#reindex(object, before, record)
  }

  #reindex(object: ObjectDefinition, before: FieldValues, record: StoredRecord): void {
    for (const field of object.fields) {
      if (!isIndexed(field)) continue
      const old = before[field.name] ?? null
      const current = record.values[field.name] ?? null
      if (old === current) continue
      if (old !== null) this.#index.get(indexKey(object.name, field, old))?.delete(record.id)
      if (current === null) continue
      const key = indexKey(object.name, field, current)
      const ids = this.#index.get(key) ?? new Set<string>()
      this.#index.set(key, ids.add(record.id))
    }
  }
}

export function isDeleted(record: StoredRecord): boolean {
  return record.values['IsDeleted'] === true
}

function isIndexed(field: FieldDefinition): boolean {
  return field.unique || field.externalId || (field.type === 'reference' && !field.isDerived)
}

function indexKey(objectName: string, field: FieldDefinition, value: FieldValue): string {
  const text = String(value)
  return `${objectName}.${field.name}=${field.caseSensitive || field.type === 'reference' ? text : text.toLowerCase()}`
}
