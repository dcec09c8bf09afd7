/**
 * Changes that somebody might make to a schema: good, bad, and not even Avro.
 */
import * as fc from 'fast-check'

/** A part of a schema in its file: a type or a field. */
interface Part {
  [key: string]: unknown
}

/** Changes the schema in place; `pick` chooses where. */
type Change = (schema: Part, pick: (count: number) => number) => void

const types: readonly (() => unknown)[] = [
  ...['null', 'boolean', 'int', 'long', 'float', 'double', 'bytes', 'string', 'Direction', 'text'].map(
    (type) => () => type,
  ),
  () => ({ type: 'long', logicalType: 'timestamp-millis' }),
  () => ({ type: 'long', logicalType: 'timestamp-micros' }),
  () => ({ type: 'int', logicalType: 'date' }),
  () => ({ type: 'bytes', logicalType: 'decimal', precision: 9, scale: 2 }),
  () => ({ type: 'array', items: 'string' }),
  () => ({ type: 'array', items: 'int' }),
  () => ({ type: 'map', values: 'string' }),
  () => ({ type: 'map', values: ['null', 'string'] }),
  () => ({ type: 'enum', name: 'Colour', symbols: ['UNKNOWN', 'RED'], default: 'UNKNOWN' }),
  () => ({ type: 'enum', name: 'Colour', symbols: ['UNKNOWN', 'RED'] }),
  () => ({ type: 'enum', name: 'Colour', symbols: ['RED', 'RED'] }),
  () => ({ type: 'fixed', name: 'Digest', size: 4 }),
  () => ({ type: 'record', name: 'Inner', fields: [{ name: 'a', type: 'int' }] }),
  () => ({ type: 'record', name: 'Inner', fields: [{ name: 'a', type: 'int', default: 0 }] }),
  () => ['null', 'string'],
  () => ['string', 'null'],
  () => ['null', 'int', 'long'],
  () => ['string'],
  () => ['null', { type: 'record', name: 'Contact', fields: [] }],
]

const defaults: readonly unknown[] = [
  null,
  '',
  'x',
  'UNKNOWN',
  'NaN',
  'ÿ',
  'Ā',
  0,
  -1,
  1.5,
  3_000_000_000,
  9_007_199_254_740_992,
  1e300,
  true,
  [],
  [1],
  ['a'],
  {},
  { a: 1 },
  { a: 'x' },
  { a: 1, b: 2 },
]

const names = ['queueName', 'site', 'Site', 'a-b', '1st', '', 'contact', 'über']

/** Every type within a schema that has the property. */
function partsWith(schema: unknown, property: string): Part[] {
  if (Array.isArray(schema)) return schema.flatMap((branch) => partsWith(branch, property))
  if (!(schema instanceof Object)) return []
  const part = schema as Part
  const inner = [part['type'], part['fields'], part['items'], part['values']]
  return [...(property in part ? [part] : []), ...inner.flatMap((value) => partsWith(value, property))]
}

const named = (schema: Part) =>
  partsWith(schema, 'name').filter((part) => 'symbols' in part || 'fields' in part)
const enums = (schema: Part) => partsWith(schema, 'symbols')
const records = (schema: Part) => partsWith(schema, 'fields')
const fields = (schema: Part) => records(schema).flatMap((record) => record['fields'] as Part[])
const holders = (schema: Part) => [...partsWith(schema, 'items'), ...partsWith(schema, 'values')]

/** A change of one of the parts; none where there is no such part. */
function onOne(
  parts: (schema: Part) => Part[],
  change: (part: Part, pick: (count: number) => number) => void,
): Change {
  return (schema, pick) => {
    const candidates = parts(schema)
    if (candidates.length > 0) change(candidates[pick(candidates.length)]!, pick)
  }
}

function onFields(change: (fields: Part[], pick: (count: number) => number) => Part[]): Change {
  return onOne(records, (record, pick) => (record['fields'] = change(record['fields'] as Part[], pick)))
}

const oneOf = <Item>(items: readonly Item[], pick: (count: number) => number): Item =>
  items[pick(items.length)]!

const changes: Readonly<Record<string, Change>> = {
  'remove a field': onFields((fields, pick) => fields.toSpliced(pick(fields.length), 1)),
  'add a field': onFields((fields, pick) => [
    ...fields,
    { name: oneOf(names, pick), type: oneOf(types, pick)() },
  ]),
  'add a field with a default': onFields((fields, pick) => [
    ...fields,
    { name: oneOf(names, pick), type: oneOf(types, pick)(), default: oneOf(defaults, pick) },
  ]),
  'add an optional field': onFields((fields) => [
    ...fields,
    { name: 'site', type: ['null', 'string'], default: null },
  ]),
  'repeat a field': onFields((fields, pick) => [...fields, oneOf(fields, pick)]),
  'reorder the fields': onFields((fields) => fields.toReversed()),
  'rename a field': onOne(fields, (field, pick) => (field['name'] = oneOf(names, pick))),
  'rename a field by an alias': onOne(fields, (field, pick) => {
    field['aliases'] = [field['name']]
    field['name'] = oneOf(names, pick)
  }),
  'take a default away': onOne(fields, (field) => delete field['default']),
  'change a default': onOne(fields, (field, pick) => (field['default'] = oneOf(defaults, pick))),
  'change a type': onOne(fields, (field, pick) => (field['type'] = oneOf(types, pick)())),
  'change what is in a list or map': onOne(holders, (part, pick) => {
    part['items' in part ? 'items' : 'values'] = oneOf(types, pick)()
  }),
  'make a field optional': onOne(fields, (field) => {
    if (!Array.isArray(field['type'])) field['type'] = ['null', field['type']]
  }),
  'make a union of one': onOne(fields, (field) => {
    if (!Array.isArray(field['type'])) field['type'] = [field['type']]
  }),
  'make a field required': onOne(fields, (field) => {
    if (Array.isArray(field['type'])) field['type'] = field['type'].at(-1)
  }),
  'reorder a union': onOne(fields, (field) => {
    if (Array.isArray(field['type'])) field['type'] = field['type'].toReversed()
  }),
  'add to a union': onOne(fields, (field, pick) => {
    if (Array.isArray(field['type'])) field['type'] = [...field['type'], oneOf(types, pick)()]
  }),
  'change a logical type': onOne(
    (schema) => partsWith(schema, 'logicalType'),
    (part, pick) => (part['logicalType'] = oneOf(['timestamp-micros', 'time-millis', undefined], pick)),
  ),
  'add a symbol': onOne(enums, (part, pick) => {
    part['symbols'] = [...(part['symbols'] as string[]), oneOf(['NEW', 'UNKNOWN', 'a-b'], pick)]
  }),
  'remove a symbol': onOne(enums, (part, pick) => {
    const symbols = part['symbols'] as string[]
    part['symbols'] = symbols.toSpliced(pick(symbols.length), 1)
  }),
  'reorder symbols': onOne(enums, (part) => (part['symbols'] = (part['symbols'] as string[]).toReversed())),
  'take an enumeration’s default away': onOne(enums, (part) => delete part['default']),
  'change an enumeration’s default': onOne(enums, (part, pick) => {
    part['default'] = oneOf([...(part['symbols'] as string[]), 'NONE'], pick)
  }),
  'rename a type': onOne(
    named,
    (part, pick) => (part['name'] = oneOf(['Other', 'Contact', 'a.b.Other', 'a-b'], pick)),
  ),
  'rename a type by an alias': onOne(named, (part) => {
    part['aliases'] = [part['name']]
    part['name'] = 'Other'
  }),
  'move a type to another namespace': onOne(
    named,
    (part, pick) => (part['namespace'] = oneOf(['other', '', 'a..b'], pick)),
  ),
  'reword a doc': onOne(fields, (field) => (field['doc'] = 'Another.')),
  'reclassify a field': onOne(fields, (field) => (field['personalData'] = 'name')),
  'sort by another order': onOne(
    fields,
    (field, pick) => (field['order'] = oneOf(['ignore', 'sideways'], pick)),
  ),
}

/** A schema that was changed, and how. */
export interface Changed {
  readonly how: readonly string[]
  readonly schema: string
}

/** Up to three changes of the schema, one after another. */
export function anyChange(schema: string): fc.Arbitrary<Changed> {
  const steps = fc.array(
    fc.tuple(fc.constantFrom(...Object.keys(changes)), fc.infiniteStream(fc.nat(1_000_000))),
    {
      minLength: 1,
      maxLength: 3,
    },
  )
  return steps.map((steps) => {
    const changed = JSON.parse(schema) as Part
    for (const [name, numbers] of steps)
      changes[name]!(changed, (count) => numbers.next().value! % Math.max(count, 1))
    return { how: steps.map(([name]) => name), schema: JSON.stringify(changed) }
  })
}
