/**
 * Hides personal data. Which fields hold some, the schema says: `personalData` on a field, with its kind.
 */
import { recordIn } from '@calltrail/schemas'

/**
 * The payload with each personal text replaced by its kind. Null stays: that a value is missing is no personal data, and often the cause.
 * What the schema does not describe is hidden too.
 */
export function maskedPayload(schema: unknown, payload: unknown): unknown {
  const members = membersOf(schema)
  if (members !== undefined && Array.isArray(payload))
    return payload.map((item) => maskedPayload(members, item))
  if (members !== undefined && isObject(payload)) {
    return Object.fromEntries(
      Object.entries(payload).map(([key, item]) => [key, maskedPayload(members, item)]),
    )
  }
  const fields = recordIn(schema)?.fields
  if (typeof payload !== 'object' || payload === null) return payload
  if (!fields || !isObject(payload)) return hidden('unknown type')
  const byName = new Map(fields.map((field) => [field.name, field]))
  return Object.fromEntries(
    Object.entries(payload).map(([name, value]) => {
      const field = byName.get(name)
      if (!field) return [name, hidden('unknown field')]
      return [
        name,
        holds(field.personalData) ? hide(field.personalData, value) : maskedPayload(field.type, value),
      ]
    }),
  )
}

/** Whether `text` stands in the payload as personal data, as a customer's number does that is the record's key. */
export function isPersonalIn(schema: unknown, payload: unknown, text: string): boolean {
  const fields = recordIn(schema)?.fields
  if (!fields || !isObject(payload)) return false
  return fields.some(({ name, type, personalData }) => {
    const value = payload[name]
    return holds(personalData) ? textsOf(value).includes(text) : isPersonalIn(type, value, text)
  })
}

export function hidden(what: string): string {
  return `[${what} hidden]`
}

export function isHidden(text: string): boolean {
  return /^\[.+ hidden\]$/.test(text)
}

/** Where the payload has what {@link maskedPayload} puts in place of a personal text: the paths, with dots. */
export function hiddenPathsIn(schema: unknown, payload: unknown): string[] {
  return pathsOfHidden(payload, maskedPayload(schema, payload))
}

function pathsOfHidden(value: unknown, masked: unknown): string[] {
  if (!isObject(value) || !isObject(masked)) return []
  return Object.entries(value).flatMap(([name, inner]) => {
    if (typeof inner === 'string') return isHidden(inner) && masked[name] === inner ? [name] : []
    return pathsOfHidden(inner, masked[name]).map((path) => `${name}.${path}`)
  })
}

/** A field that holds a record is not classified, but that record's fields are. */
function holds(personalData: string | undefined): personalData is string {
  return personalData !== undefined && personalData !== 'none'
}

function hide(kind: string, value: unknown): unknown {
  if (value === null || value === undefined) return value
  if (!isObject(value)) return hidden(kind)
  return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, hide(kind, entry)]))
}

function textsOf(value: unknown): unknown[] {
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : [value]
}

/** The schema of an array's items or a map's values, also where it is one side of a union with null. */
function membersOf(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(membersOf).find((members) => members !== undefined)
  return isObject(schema) ? (schema['items'] ?? schema['values']) : undefined
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
