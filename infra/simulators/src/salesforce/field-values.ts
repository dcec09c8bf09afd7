import { apiError, type Problem } from './api-error.ts'
import { formatDateTime, parseDate, parseDateTime } from './date-time.ts'
import type { FieldDefinition, FieldValue } from './objects/field.ts'
import { normalizeId } from './record-id.ts'

const LARGEST_INT = 2_147_483_647

/**
 * The value to store for a value that was sent. Text is trimmed, and empty text is no value, as in Salesforce.
 * @throws ApiError when its type cannot be read, which for a request is a JSON_PARSER_ERROR.
 */
export function readValue(field: FieldDefinition, sent: unknown): FieldValue {
  if (sent === null || sent === undefined) return field.type === 'boolean' ? false : null
  if (typeof sent === 'object') throw unreadable(field, sent)
  switch (field.type) {
    case 'boolean':
      return readBoolean(field, sent)
    case 'int':
    case 'double':
      return readNumber(field, sent)
    case 'date':
      return readText(field, sent, (text) => (parseDate(text) === undefined ? undefined : text))
    case 'datetime':
      return readText(field, sent, (text) => {
        const epochMs = parseDateTime(text)
        return epochMs === undefined ? undefined : formatDateTime(epochMs)
      })
    case 'id':
    case 'reference':
    case 'string':
    case 'textarea':
    case 'phone':
    case 'email':
    case 'url':
    case 'picklist':
      return emptyToNull(`${sent as string | number | boolean}`.trim())
  }
}

/** What is wrong with a value of the right type: length, range, restricted picklist, form of an id or e-mail address. */
export function valueProblem(field: FieldDefinition, value: FieldValue): Problem | undefined {
  if (value === null) return undefined
  const fields = [field.name]
  if (typeof value === 'number') {
    const isInRange = value >= field.smallest && Math.abs(value) < 10 ** field.digits
    if (isInRange) return undefined
    const message = `${field.label}: value outside of valid range on numeric field: ${value}`
    return { code: 'NUMBER_OUTSIDE_VALID_RANGE', message, fields }
  }
  if (typeof value !== 'string') return undefined
  if (field.type === 'reference' && normalizeId(value) === undefined) {
    return { code: 'MALFORMED_ID', message: `${field.label}: id value of incorrect type: ${value}`, fields }
  }
  if (field.restrictedPicklist && !field.picklistValues.some((allowed) => allowed.value === value)) {
    const message = `${field.label}: bad value for restricted picklist field: ${value}`
    return { code: 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST', message, fields }
  }
  if (field.length > 0 && value.length > field.length) {
    const message = `${field.label}: data value too large: ${value} (max length=${field.length})`
    return { code: 'STRING_TOO_LONG', message, fields }
  }
  if (field.type === 'email' && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value)) {
    return {
      code: 'INVALID_EMAIL_ADDRESS',
      message: `${field.label}: invalid email address: ${value}`,
      fields,
    }
  }
  return undefined
}

function readBoolean(field: FieldDefinition, sent: unknown): boolean {
  if (typeof sent === 'boolean') return sent
  if (sent === 'true' || sent === 'false') return sent === 'true'
  throw unreadable(field, sent)
}

function readNumber(field: FieldDefinition, sent: unknown): FieldValue {
  if (typeof sent === 'string' && sent.trim() === '') return null
  const value = typeof sent === 'boolean' ? Number.NaN : Number(sent)
  const isWhole = field.type === 'double' || (Number.isInteger(value) && Math.abs(value) <= LARGEST_INT)
  if (!Number.isFinite(value) || !isWhole) throw unreadable(field, sent)
  return field.type === 'double' ? Number(value.toFixed(field.scale)) : value
}

function readText(
  field: FieldDefinition,
  sent: unknown,
  parse: (text: string) => string | undefined,
): FieldValue {
  if (typeof sent !== 'string') throw unreadable(field, sent)
  if (sent.trim() === '') return null
  const value = parse(sent.trim())
  if (value === undefined) throw unreadable(field, sent)
  return value
}

function emptyToNull(text: string): string | null {
  return text === '' ? null : text
}

function unreadable(field: FieldDefinition, sent: unknown): Error {
  const token = Array.isArray(sent)
    ? 'START_ARRAY'
    : { string: 'VALUE_STRING', number: 'VALUE_NUMBER', boolean: 'VALUE_BOOLEAN' }[typeof sent as string]
  return apiError(
    400,
    'JSON_PARSER_ERROR',
    `Cannot deserialize instance of ${field.type} from ${token ?? 'START_OBJECT'} value ${JSON.stringify(sent)} or ` +
      `request may be missing a required field at [${field.name}]`,
    [field.name],
  )
}
