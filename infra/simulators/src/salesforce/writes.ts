import type { RecordFault } from '../control/faults.ts'
import { ApiError, apiError } from './api-error.ts'
import { formatDateTime } from './date-time.ts'
import { isClosed } from './derived-fields.ts'
import { readValue } from './field-values.ts'
import type { FieldDefinition, ObjectDefinition } from './objects/field.ts'
import type { Org } from './org.ts'
import { acceptFields, type SentRecord } from './record-rules.ts'
import { keyPrefixOf, normalizeId } from './record-id.ts'
import { type FieldValues, isDeleted, type StoredRecord } from './records.ts'

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

  create(object: ObjectDefinition, sent: SentRecord): string {
    refuseUnwritable(object)
    const values = acceptFields(this.#org, object, sent)
    this.#refuseDuplicates(object, values)
    this.#meetFault(sent)
    const now = formatDateTime(this.#org.clock.now())
    const system = {
      IsDeleted: false,
      CreatedDate: now,
      CreatedById: this.#org.runningUserId,
      ...this.#modified(),
    }
    const record = this.#org.records.insert(object, { ...values, ...system }, this.#searchableFromMs())
    this.#completeTask(object, record)
    return record.id
  }

  update(object: ObjectDefinition, id: string, sent: SentRecord): void {
    refuseUnwritable(object)
    const record = this.existing(object, id)
    this.#change(object, record, sent)
  }

  delete(object: ObjectDefinition, id: string): void {
    refuseUnwritable(object)
    const record = this.existing(object, id)
    this.#meetFault(record.values)
    this.#org.records.update(object, record, { IsDeleted: true, ...this.#modified() })
  }

  /** @throws ApiError 300 with the paths of all matches when there are several. */
  upsert(
    object: ObjectDefinition,
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
      this.#change(object, match, sent)
      return { id: match.id, created: false }
    }
    return { id: this.create(object, { ...sent, [field.name]: value }), created: true }
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

  #change(object: ObjectDefinition, record: StoredRecord, sent: SentRecord): void {
    const values = acceptFields(this.#org, object, sent, record.values)
    this.#refuseDuplicates(object, values, record)
    this.#meetFault({ ...record.values, ...sent })
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
      if (!other) continue
      const message = `duplicate value found: ${field.name} duplicates value on record with id: ${other.id}`
      throw apiError(400, 'DUPLICATE_VALUE', message, [])
    }
  }

  #completeTask(object: ObjectDefinition, record: StoredRecord): void {
    if (object.name !== 'Task') return
    const before = record.values['CompletedDateTime'] ?? null
    const completedAt = isClosed(this.#org, record) ? (before ?? formatDateTime(this.#org.clock.now())) : null
    if (before !== completedAt) this.#org.records.update(object, record, { CompletedDateTime: completedAt })
  }

  #meetFault(sent: SentRecord): void {
    const error = this.#fault?.(sent)
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

function refuseUnwritable(object: ObjectDefinition): void {
  if (object.writable) return
  throw apiError(
    400,
    'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY',
    `entity type cannot be inserted: ${object.label}`,
  )
}
