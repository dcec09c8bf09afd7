/**
 * A schema as a tree in which every name is the type it stands for: what two versions are compared by. avsc's own types would do, but
 * forget what is no matter of bytes, such as logical types.
 */

interface Logical {
  /** The logical type with its attributes, such as `decimal 9.2`; what the bytes mean. */
  readonly logical: string | undefined
}

interface Named extends Logical {
  readonly name: string
  readonly namespace: string
  readonly aliases: readonly string[]
}

export interface FieldNode {
  readonly name: string
  readonly aliases: readonly string[]
  /** As it stands in the schema; undefined when there is none. */
  readonly default: unknown
  /** The kind of personal data; undefined in schemas from before fields were classified. */
  readonly personalData: string | undefined
  readonly type: SchemaNode
}

export interface RecordNode extends Named {
  readonly kind: 'record'
  readonly fields: readonly FieldNode[]
}

export interface EnumNode extends Named {
  readonly kind: 'enum'
  readonly symbols: readonly string[]
  /** What a reader sees in the place of a symbol that it does not know. */
  readonly default: string | undefined
}

export interface FixedNode extends Named {
  readonly kind: 'fixed'
  readonly size: number
}

export type NamedNode = RecordNode | EnumNode | FixedNode

export interface UnionNode extends Logical {
  readonly kind: 'union'
  readonly branches: readonly SchemaNode[]
}

export type SchemaNode =
  | NamedNode
  | UnionNode
  | (Logical & { readonly kind: 'array' | 'map'; readonly of: SchemaNode })
  | (Logical & { readonly kind: 'primitive'; readonly type: string })

/** A schema, or a part of one, as it stands in its file. */
interface Written {
  readonly type: unknown
  readonly name: string
  readonly namespace?: string
  readonly aliases?: readonly string[]
  readonly fields: readonly (Written & { readonly default?: unknown })[]
  readonly personalData?: string
  readonly symbols: readonly string[]
  readonly default?: string
  readonly size: number
  readonly items: unknown
  readonly values: unknown
  readonly logicalType?: string
  readonly precision?: number
  readonly scale?: number
}

const primitives = new Set(['null', 'boolean', 'int', 'long', 'float', 'double', 'bytes', 'string'])

/** @param schema one that avsc takes: what is wrong with it otherwise is not looked at */
export function schemaNode(schema: unknown): SchemaNode {
  const named = new Map<string, NamedNode>()

  function nodeOf(schema: unknown, namespace: string): SchemaNode {
    if (typeof schema === 'string') {
      if (primitives.has(schema)) return { kind: 'primitive', type: schema, logical: undefined }
      return named.get(schema.includes('.') ? schema : fullName(namespace, schema)) ?? named.get(schema)!
    }
    if (Array.isArray(schema))
      return {
        kind: 'union',
        branches: schema.map((branch) => nodeOf(branch, namespace)),
        logical: undefined,
      }
    const written = schema as Written
    const logical = logicalOf(written)
    switch (written.type) {
      case 'array':
        return { kind: 'array', of: nodeOf(written.items, namespace), logical }
      case 'map':
        return { kind: 'map', of: nodeOf(written.values, namespace), logical }
      case 'record':
      case 'error':
      case 'enum':
      case 'fixed':
        return namedNode(written, namespace)
      default: {
        const inner = nodeOf(written.type, namespace)
        return logical === undefined ? inner : { ...inner, logical }
      }
    }
  }

  function namedNode(written: Written, enclosing: string): NamedNode {
    const parts = written.name.split('.')
    const name = parts.pop()!
    const namespace = parts.length > 0 ? parts.join('.') : (written.namespace ?? enclosing)
    const own = { name, namespace, aliases: written.aliases ?? [], logical: logicalOf(written) }
    const known = <Node extends NamedNode>(node: Node): Node => {
      named.set(fullName(namespace, name), node)
      return node
    }
    switch (written.type) {
      case 'enum':
        return known({ kind: 'enum', ...own, symbols: written.symbols, default: written.default })
      case 'fixed':
        return known({ kind: 'fixed', ...own, size: written.size })
      default: {
        // Known before its fields are, as one of them may hold the record itself.
        const fields: FieldNode[] = []
        const node = known({ kind: 'record', ...own, fields })
        for (const field of written.fields)
          fields.push({
            name: field.name,
            aliases: field.aliases ?? [],
            default: field.default,
            personalData: field.personalData,
            type: nodeOf(field.type, namespace),
          })
        return node
      }
    }
  }

  return nodeOf(schema, '')
}

function fullName(namespace: string, name: string): string {
  return namespace === '' ? name : `${namespace}.${name}`
}

function logicalOf({ logicalType, precision, scale }: Written): string | undefined {
  if (logicalType === undefined) return undefined
  return precision === undefined ? logicalType : `${logicalType} ${precision}.${scale ?? 0}`
}

/** For people: `long (timestamp-millis)`, `null or string`, `array of string`, `enum Direction`. */
export function describeNode(node: SchemaNode): string {
  const logical = node.logical === undefined ? '' : ` (${node.logical})`
  switch (node.kind) {
    case 'primitive':
      return `${node.type}${logical}`
    case 'union':
      return node.branches.length === 1
        ? `a union of ${describeNode(node.branches[0]!)} alone`
        : node.branches.map(describeNode).join(' or ')
    case 'array':
    case 'map':
      return `${node.kind} of ${describeNode(node.of)}${logical}`
    case 'fixed':
      return `fixed ${node.name} of ${node.size} bytes${logical}`
    case 'record':
    case 'enum':
      return `${node.kind} ${node.name}${logical}`
  }
}
