/**
 * What is wrong with a schema by itself, before it is compared with any other.
 */
import avsc from 'avsc'
import type { Schema, Type } from 'avsc'
import type { Breach } from './breach.ts'

export type Validity =
  { readonly type: Type; readonly schema: unknown } | { readonly breaches: readonly Breach[] }

/** Either the schema with its type, or what is wrong; a default that is not of its field's type is named with the field. */
export function validate(text: string): Validity {
  let schema: unknown
  try {
    schema = JSON.parse(text)
    return { type: typeOf(schema), schema }
  } catch (error) {
    const defaults = schema === undefined ? [] : defaultBreaches(schema)
    const whole: Breach = { rule: 'schema-invalid', what: 'the event', is: (error as Error).message }
    return { breaches: defaults.length > 0 ? defaults : [whole] }
  }
}

/** @throws with a message that says what is wrong, but of a default not where it is */
function typeOf(schema: unknown): Type {
  const type = avsc.Type.forSchema(schema as Schema)
  if (type.typeName !== 'record') throw new TypeError('an event is a record')
  return type
}

/** Takes all defaults out and puts them back one by one. */
function defaultBreaches(schema: unknown): Breach[] {
  if (problemOf(withDefaults(schema, () => false)) !== undefined) return []
  const paths: string[] = []
  withDefaults(schema, (path) => paths.push(path) > 0)
  const good = new Set<string>()
  return paths.flatMap((path): Breach[] => {
    const problem = problemOf(withDefaults(schema, (other) => other === path || good.has(other)))
    if (problem !== undefined) return [{ rule: 'default-invalid', what: `the field ${path}`, is: problem }]
    good.add(path)
    return []
  })
}

function problemOf(schema: unknown): string | undefined {
  try {
    typeOf(schema)
    return undefined
  } catch (error) {
    return (error as Error).message
  }
}

type Part = Readonly<Record<string, unknown>>

/** @param isKept asked for the path of each field that has a default; for those of a nested record before the field that holds it */
function withDefaults(schema: unknown, isKept: (path: string) => boolean, path = ''): unknown {
  if (Array.isArray(schema)) return schema.map((branch) => withDefaults(branch, isKept, path))
  if (!(schema instanceof Object)) return schema
  const { fields, ...rest } = schema as Part
  const inner = Object.entries(rest).map(([key, value]) =>
    ['type', 'items', 'values'].includes(key) ? [key, withDefaults(value, isKept, path)] : [key, value],
  )
  if (!Array.isArray(fields)) return Object.fromEntries(inner)
  const copies = (fields as Part[]).map(({ default: fallback, ...field }) => {
    const fieldPath = path === '' ? String(field['name']) : `${path}.${String(field['name'])}`
    const copy = { ...field, type: withDefaults(field['type'], isKept, fieldPath) }
    return fallback !== undefined && isKept(fieldPath) ? { ...copy, default: fallback } : copy
  })
  return { ...Object.fromEntries(inner), fields: copies }
}
