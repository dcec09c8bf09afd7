/**
 * Defaults as Avro's specification has them, where libraries differ in what they let pass.
 * @see https://avro.apache.org/docs/1.11.1/specification/#complex-types-1
 */
import type { Breach } from './breach.ts'
import { describeNode } from './schema-node.ts'
import type { SchemaNode } from './schema-node.ts'

/** Each field whose default is not of its type. */
export function defaultBreaches(schema: SchemaNode): Breach[] {
  const seen = new Set<SchemaNode>()

  function within(node: SchemaNode, path: string): Breach[] {
    if (node.kind === 'union') return node.branches.flatMap((branch) => within(branch, path))
    if (node.kind === 'array') return within(node.of, `${path}[]`)
    if (node.kind === 'map') return within(node.of, `${path}.*`)
    if (node.kind !== 'record' || seen.has(node)) return []
    seen.add(node)
    return node.fields.flatMap(({ name, type, default: fallback }) => {
      const inner = path === '' ? name : `${path}.${name}`
      const isRight = fallback === undefined || isDefaultOf(type, fallback)
      return [...within(type, inner), ...(isRight ? [] : [wrongDefault(inner, type, fallback)])]
    })
  }

  return within(schema, '')
}

function wrongDefault(path: string, type: SchemaNode, value: unknown): Breach {
  const wanted = type.kind === 'union' ? type.branches[0]! : type
  return {
    rule: 'default-invalid',
    what: `the field ${path}`,
    was: JSON.stringify(value),
    is: describeNode(wanted),
  }
}

/** Whether the default, as it stands in the schema's JSON, is a value of the type; of a union, of its first branch. */
function isDefaultOf(node: SchemaNode, value: unknown): boolean {
  switch (node.kind) {
    case 'primitive':
      return isPrimitive(node.type, value)
    case 'enum':
      return node.symbols.includes(value as string)
    case 'fixed':
      return isBytes(value) && value.length === node.size
    case 'array':
      return Array.isArray(value) && value.every((item) => isDefaultOf(node.of, item))
    case 'map':
      return isObject(value) && Object.values(value).every((item) => isDefaultOf(node.of, item))
    case 'union':
      return isDefaultOf(node.branches[0]!, value)
    case 'record':
      return (
        isObject(value) &&
        node.fields.every(({ name, type, default: fallback }) =>
          name in value ? isDefaultOf(type, value[name]) : fallback !== undefined,
        )
      )
  }
}

function isPrimitive(type: string, value: unknown): boolean {
  switch (type) {
    case 'null':
      return value === null
    case 'int':
      return Number.isInteger(value) && (value as number) >= -(2 ** 31) && (value as number) < 2 ** 31
    case 'long':
      // Larger ones are not what JSON says, once JavaScript has read it.
      return Number.isSafeInteger(value)
    case 'float':
    case 'double':
      return typeof value === 'number'
    case 'bytes':
      return isBytes(value)
    default:
      return typeof value === type
  }
}

/** A character for each byte. */
function isBytes(value: unknown): value is string {
  return typeof value === 'string' && !/[\u0100-\uffff]/.test(value)
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return value instanceof Object && !Array.isArray(value)
}
