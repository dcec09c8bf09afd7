import type { RecordFault } from '../control/faults.ts'
import { ApiError, apiError } from './api-error.ts'
import { formatDateTime } from './date-time.ts'
import { isClosed } from './derived-fields.ts'
import { readValue } from './field-values.ts'
import type { CatalogueObject } from './objects/catalogue.ts'
import type { FieldDefinition, ObjectDefinition } from './objects/field.ts'
import type { Org } from './org.ts'
import { personFieldsIn, writePersonFields } from './person-contact.ts'
import { acceptFields, type SentRecord } from './record-rules.ts'
import { keyPrefixOf, normalizeId } from './record-id.ts'
import { type FieldValues, isDeleted, type StoredRecord } from './records.ts'
import { notSimulated } from './soql/query-errors.ts'

export interface UpsertResult {
  readonly id: string
  readonly created: boolean
}

/** The writes of one API request. All throw {@link ApiError}, and then have changed nothing. */
export class Writes {
  readonly #org: Org
  readonly #fault: RecordFault | undefined

  constructor(org: Org, fault?: RecordFault) {
    this.#org = org
    this.#fault = fault
  }

  create(object: CatalogueObject, sent: SentRecord): string {
    if (!object.createable) throw forbidden(object, 'inserted')
    const values = acceptFields(this.#org, object, sent)
    if (personFieldsIn(object, values).length > 0) throw notSimulated('the creation of a person account')
    this.#refuseDuplicates(object, values)
    this.#meetFault(object, sent)
    const nowMs = this.#org.clock.now()
    const system = {
      IsDeleted: false,
      CreatedDate: formatDateTime(nowMs),
      CreatedById: this.#org.runningUserId,
      ...this.#modified(),
    }
    const record = this.#org.records.insert(object, { ...values, ...system }, this.#searchableFromMs())
    this.#org.createdAtMs.set(record.id, nowMs)
    this.#completeTask(object, record)
    return record.id
  }

  update(object: CatalogueObject, id: string, sent: SentRecord): void {
    const record = this.existing(object, id)
    this.#change(object, record, sent)
  }

  delete(object: CatalogueObject, id: string): void {
    if (!object.writable) throw insufficientAccess()
    const record = this.existing(object, id)
    this.#meetFault(object, record.values)
    this.#org.records.update(object, record, { IsDeleted: true, ...this.#modified() })
  }

  /** @throws ApiError 300 with the paths of all matches when there are several. */
  upsert(
    object: CatalogueObject,
    field: FieldDefinition,
    sentValue: unknown,
    sent: SentRecord,
  ): UpsertResult {
    const value = readValue(field, sentValue)
    if (value === null) throw apiError(400, 'MISSING_ARGUMENT', `${field.name} not specified`, [])
    const matches =
      field.type === 'id' ? [this.existing(object, String(value))] : this.matches(object, field, value)
    if (matches.length > 1) {
      const message = `${field.name}: more than one record found for external id field: [${matches.map(({ id }) => id).join(', ')}]`
      throw apiError(300, 'DUPLICATE_EXTERNAL_ID', message, [field.name])
    }
    const [match] = matches
    if (match) {
      this.#refuseRace(field, match)
      this.#change(object, match, sent)
      return { id: match.id, created: false }
    }
    const id = this.create(object, { ...sent, [field.name]: value })
    this.#org.upsertedAtMs.set(id, this.#org.clock.now())
    return { id, created: true }
  }

  /** Of two upserts of one new key at about the same time, the second may have looked before the first had written. */
  #refuseRace(field: FieldDefinition, record: StoredRecord): void {
    const upsertedAtMs = this.#org.upsertedAtMs.get(record.id) ?? Number.NEGATIVE_INFINITY
    const isRace = this.#org.clock.now() < upsertedAtMs + (this.#org.settings.upsertRaceMs ?? 0)
    if (isRace) throw duplicateValue(field, record)
  }

  matches(object: ObjectDefinition, field: FieldDefinition, value: unknown): StoredRecord[] {
    return this.#org.records.withValue(object.name, field, readValue(field, value))
  }

  /** @throws ApiError MALFORMED_ID, INVALID_CROSS_REFERENCE_KEY or ENTITY_IS_DELETED. */
  existing(object: ObjectDefinition, sentId: string): StoredRecord {
    const id = normalizeId(sentId)
    if (id === undefined || keyPrefixOf(id) !== object.keyPrefix) {
      const message = `${object.label} ID: id value of incorrect type: ${sentId}`
      throw apiError(400, 'MALFORMED_ID', message, ['Id'])
    }
    const record = this.#org.records.find(id)
    if (!record) throw apiError(404, 'INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id', [])
    if (isDeleted(record)) throw apiError(404, 'ENTITY_IS_DELETED', 'entity is deleted', [])
    return record
  }

  #change(object: CatalogueObject, record: StoredRecord, sent: SentRecord): void {
    if (!object.updateable) throw forbidden(object, 'updated')
    // Only through its account.
    if (object.name === 'Contact' && record.values['IsPersonAccount'] === true) throw insufficientAccess()
    const accepted = acceptFields(this.#org, object, sent, record.values)
    this.#refuseDuplicates(object, accepted, record)
    this.#meetFault(object, { ...record.values, ...sent })
    const values = writePersonFields(this.#org, object, record, accepted, this.#modified())
    const isNewToSearch = object.fields.some(
      ({ name, type }) =>
        ['string', 'phone', 'email'].includes(type) &&
        (values[name] ?? null) !== null &&
        values[name] !== record.values[name],
    )
    if (isNewToSearch) record.searchableFromMs = Math.max(record.searchableFromMs, this.#searchableFromMs())
    this.#org.records.update(object, record, { ...values, ...this.#modified() })
    this.#completeTask(object, record)
  }

  #refuseDuplicates(object: ObjectDefinition, values: FieldValues, self?: StoredRecord): void {
    for (const field of object.fields.filter(({ unique }) => unique)) {
      const value = values[field.name] ?? null
      if (value === null) continue
      const other = this.#org.records.withValue(object.name, field, value).find((record) => record !== self)
      if (other) throw duplicateValue(field, other)
    }
  }

  #completeTask(object: ObjectDefinition, record: StoredRecord): void {
    if (object.name !== 'Task') return
    const before = record.values['CompletedDateTime'] ?? null
    const completedAt = isClosed(this.#org, record) ? (before ?? formatDateTime(this.#org.clock.now())) : null
    if (before !== completedAt) this.#org.records.update(object, record, { CompletedDateTime: completedAt })
  }

  #meetFault(object: ObjectDefinition, sent: SentRecord): void {
    const error = this.#fault?.(sent, { object: object.name })
    if (error)
      throw new ApiError(400, [{ code: error.statusCode, message: error.message, fields: error.fields }])
  }

  #modified(): FieldValues {
    const now = formatDateTime(this.#org.clock.now())
    return { LastModifiedDate: now, LastModifiedById: this.#org.runningUserId, SystemModstamp: now }
  }

  #searchableFromMs(): number {
    return this.#org.clock.now() + this.#org.settings.searchIndexLagMs
  }
}

/** The integration user lacks the permission, or nobody has it. */
function forbidden(object: ObjectDefinition, what: 'inserted' | 'updated'): ApiError {
  const message = `entity type cannot be ${what}: ${object.label}`
  return apiError(400, 'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY', message, [])
}

function duplicateValue(field: FieldDefinition, other: StoredRecord): ApiError {
  const message = `duplicate value found: ${field.name} duplicates value on record with id: ${other.id}`
  return apiError(400, 'DUPLICATE_VALUE', message, [])
}

function insufficientAccess(): ApiError {
  return apiError(403, 'INSUFFICIENT_ACCESS_OR_READONLY', 'insufficient access rights on object id', [])
}
