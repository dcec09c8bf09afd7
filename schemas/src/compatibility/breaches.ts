/**
 * Compares two versions of a schema, so that each can read what the other wrote: what a registry calls FULL, and a little more.
 * @see https://avro.apache.org/docs/1.12.0/specification/#schema-resolution
 */
import type { Breach, Rule } from './breach.ts'
import { describeNode } from './schema-node.ts'
import type { EnumNode, FieldNode, NamedNode, RecordNode, SchemaNode, UnionNode } from './schema-node.ts'

/** Where in the schema a comparison is. */
interface Place {
  /** `contact.email`; `omittedFields[]` for the items of an array, `attributes.*` for the values of a map; empty for the event. */
  readonly path: string
  /** Of the record around it. */
  readonly namespaces: { readonly was: string; readonly is: string }
}

/** @returns what of `after` breaks readers or records of `before`, in the order of the fields */
export function breachesBetween(before: SchemaNode, after: SchemaNode): Breach[] {
  const breaches: Breach[] = []
  const seen = new Map<SchemaNode, Set<SchemaNode>>()

  function report(rule: Rule, what: string, values: { was?: string; is?: string } = {}): void {
    breaches.push({ rule, what, ...values })
  }

  function compare(was: SchemaNode, is: SchemaNode, place: Place): void {
    if (was.kind === 'union' && is.kind === 'union') return compareUnions(was, is, place)
    if (!isSameType(was, is)) return reportType(was, is, place)
    if (was.kind === 'array' || was.kind === 'map') {
      const path = `${place.path}${was.kind === 'array' ? '[]' : '.*'}`
      return compare(was.of, (is as typeof was).of, { ...place, path })
    }
    if ('name' in was) compareNamed(was, is as NamedNode, place)
  }

  /** A branch has no name of its own: what is the only one to be new stands for the only one to be gone. */
  function compareUnions(was: UnionNode, is: UnionNode, place: Place): void {
    const gone = was.branches.filter((branch) => !branchLike(branch, is))
    const added = is.branches.filter((branch) => !branchLike(branch, was))
    for (const branch of was.branches) {
      const same = branchLike(branch, is)
      if (same) compare(branch, same, place)
    }
    if (gone.length === 1 && added.length === 1) compare(gone[0]!, added[0]!, place)
    else if (gone.length + added.length > 0) reportType(was, is, place)
  }

  function compareNamed(was: NamedNode, is: NamedNode, place: Place): void {
    const what = whatOf(place.path, is)
    if (was.name !== is.name) {
      const type = place.path === '' ? 'the event' : `the ${is.kind} of the field ${place.path}`
      return report('renamed', type, { was: was.name, is: is.name })
    }
    const isInherited = was.namespace === place.namespaces.was && is.namespace === place.namespaces.is
    if (was.namespace !== is.namespace && !isInherited)
      report('namespace-changed', what, { was: was.namespace, is: is.namespace })
    reportAliases(was.aliases, is.aliases, what)
    if (was.kind === 'enum') compareEnums(was, is as EnumNode, what)
    if (was.kind === 'record') compareRecords(was, is as RecordNode, place.path)
  }

  function compareEnums(was: EnumNode, is: EnumNode, what: string): void {
    const added = is.symbols.filter((symbol) => !was.symbols.includes(symbol))
    const removed = was.symbols.filter((symbol) => !is.symbols.includes(symbol))
    if (was.default === undefined) for (const symbol of added) report('symbol-added', what, { is: symbol })
    const loss = is.default === undefined ? 'symbol-removed' : 'defaulted-symbol-removed'
    for (const symbol of removed) report(loss, what, { was: symbol })
    if (is.default === undefined && was.default !== undefined)
      report('enum-default-removed', what, { was: was.default })
  }

  function compareRecords(was: RecordNode, is: RecordNode, path: string): void {
    // Once, wherever else it is used: it may hold itself.
    const compared = seen.get(was) ?? new Set()
    if (compared.has(is)) return
    seen.set(was, compared.add(is))

    const old = new Map(was.fields.map((field) => [field.name, field]))
    for (const field of is.fields) {
      const before = old.get(field.name)
      const inner = path === '' ? field.name : `${path}.${field.name}`
      reportAliases(before?.aliases ?? [], field.aliases, whatOf(inner))
      const namespaces = { was: was.namespace, is: is.namespace }
      if (before && isPersonal(before) && !isPersonal(field))
        report('personal-data-declassified', whatOf(inner), { was: before.personalData! })
      if (before) compare(before.type, field.type, { path: inner, namespaces })
      else if (needsDefault(field)) report('field-without-default', whatOf(inner))
    }
    const kept = new Set(is.fields.map(({ name }) => name))
    for (const { name, default: fallback } of was.fields.filter((field) => !kept.has(field.name))) {
      const rule = fallback === undefined ? 'field-removed' : 'optional-field-removed'
      report(rule, whatOf(path === '' ? name : `${path}.${name}`))
    }
  }

  function reportAliases(was: readonly string[], is: readonly string[], what: string): void {
    for (const alias of is) if (!was.includes(alias)) report('alias', what, { is: alias })
  }

  function reportType(was: SchemaNode, is: SchemaNode, { path }: Place): void {
    report(typeRule(was, is), whatOf(path), { was: describeNode(was), is: describeNode(is) })
  }

  compare(before, after, { path: '', namespaces: { was: '', is: '' } })
  return breaches
}

function isPersonal({ personalData }: FieldNode): boolean {
  return personalData !== undefined && personalData !== 'none'
}

/** One with an alias is refused for that: whether it is found by it is then no matter. */
function needsDefault({ default: fallback, aliases }: FieldNode): boolean {
  return fallback === undefined && aliases.length === 0
}

function whatOf(path: string, named?: NamedNode): string {
  if (path === '') return 'the event'
  return named ? `the ${named.kind} ${named.name} of the field ${path}` : `the field ${path}`
}

/** Whether one is to be compared with the other part by part. */
function isSameType(was: SchemaNode, is: SchemaNode): boolean {
  if (was.kind !== is.kind || was.logical !== is.logical) return false
  if (was.kind === 'primitive') return was.type === (is as typeof was).type
  if (was.kind === 'fixed') return was.size === (is as typeof was).size
  return true
}

/** The branch of a union that stands for this one of another: of a kind of type a union has one, or one of each name. */
function branchLike(branch: SchemaNode, { branches }: UnionNode): SchemaNode | undefined {
  return branches.find((other) => {
    if (other.kind !== branch.kind) return false
    if ('name' in other) return other.name === (branch as NamedNode).name
    return other.kind !== 'primitive' || isSameType(other, branch)
  })
}

function typeRule(was: SchemaNode, is: SchemaNode): Rule {
  const readsOld = reads(is, was)
  const isReadByOld = reads(was, is)
  if (readsOld && isReadByOld) return 'meaning-changed'
  if (readsOld) return 'type-widened'
  return isReadByOld ? 'type-narrowed' : 'type-changed'
}

/** What Avro lets a reader of a type take for it besides. */
const promotions: Readonly<Record<string, readonly string[]>> = {
  long: ['int'],
  float: ['int', 'long'],
  double: ['int', 'long', 'float'],
  string: ['bytes'],
  bytes: ['string'],
}

/** Whether a reader of the one type makes anything of the bytes of the other. */
function reads(reader: SchemaNode, writer: SchemaNode): boolean {
  if (writer.kind === 'union') return writer.branches.every((branch) => reads(reader, branch))
  if (reader.kind === 'union') return reader.branches.some((branch) => reads(branch, writer))
  if (reader.kind === 'primitive' && writer.kind === 'primitive')
    return reader.type === writer.type || promotions[reader.type]?.includes(writer.type) === true
  if (reader.kind !== writer.kind) return false
  if (reader.kind === 'array' || reader.kind === 'map') return reads(reader.of, (writer as typeof reader).of)
  if (reader.kind === 'fixed' && reader.size !== (writer as typeof reader).size) return false
  return (reader as NamedNode).name === (writer as NamedNode).name
}
