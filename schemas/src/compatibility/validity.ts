/**
 * What is wrong with a schema by itself, before it is compared with any other.
 */
import avsc from 'avsc'
import type { Schema, Type } from 'avsc'
import type { Breach } from './breach.ts'
import { defaultBreaches } from './default-values.ts'
import { schemaNode } from './schema-node.ts'
import type { SchemaNode } from './schema-node.ts'

export type Validity =
  { readonly type: Type; readonly node: SchemaNode } | { readonly breaches: readonly Breach[] }

/** Either the schema, or what is wrong with it. */
export function validate(text: string): Validity {
  try {
    const schema: unknown = JSON.parse(text)
    // Defaults come later: avsc does not say which field's is wrong, and lets some pass that Avro's Java does not.
    typeOf(withoutDefaults(schema))
    const node = schemaNode(schema)
    const breaches = defaultBreaches(node)
    return breaches.length > 0 ? { breaches } : { type: typeOf(schema), node }
  } catch (error) {
    return { breaches: [{ rule: 'schema-invalid', what: 'the event', is: (error as Error).message }] }
  }
}

/** @throws with a message that says what is wrong */
function typeOf(schema: unknown): Type {
  const type = avsc.Type.forSchema(schema as Schema)
  if (type.typeName !== 'record') throw new TypeError('an event is a record')
  return type
}

/** The schema without the defaults of its fields; enumerations keep theirs. */
function withoutDefaults(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(withoutDefaults)
  if (!(schema instanceof Object)) return schema
  const copy = { ...(schema as Record<string, unknown>) }
  for (const key of ['type', 'items', 'values']) if (key in copy) copy[key] = withoutDefaults(copy[key])
  if (Array.isArray(copy['fields']))
    copy['fields'] = copy['fields'].map(({ default: _, ...field }) => withoutDefaults(field))
  return copy
}
