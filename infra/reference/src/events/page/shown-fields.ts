/**
 * The fields of an event as the page shows them: one row each, those of a record below it.
 */
import { kindOf, recordIn } from '@calltrail/schemas'
import type { PersonalDataKind, RecordSchema, SchemaField } from '@calltrail/schemas'

export interface ShownField {
  readonly name: string
  /** Such as `contact.email`; unique in its event. */
  readonly path: string
  readonly depth: number
  readonly type: string
  readonly isOptional: boolean
  /** JSON; null where the field has no default. */
  readonly default: string | null
  readonly meaning: string
  readonly symbols: readonly ShownSymbol[]
  /** null: its fields are classified, and it is not. */
  readonly personalData: PersonalDataKind | null
}

/** A value that an enum may have. */
export interface ShownSymbol {
  readonly name: string
  readonly meaning: string
}

interface EnumSchema {
  readonly type: 'enum'
  readonly symbols: readonly string[]
  readonly default?: string
  readonly doc?: string
}

export function shownFields({ fields }: RecordSchema, above = '', depth = 0): ShownField[] {
  return fields.flatMap((field) => {
    const path = `${above}${field.name}`
    const record = recordIn(field.type)
    const row = shownField(field, path, depth)
    return record ? [row, ...shownFields(record, `${path}.`, depth + 1)] : [row]
  })
}

function shownField(field: SchemaField, path: string, depth: number): ShownField {
  const sides = [field.type].flat()
  const type = sides.find((side) => side !== 'null')
  const { lead, symbols } = isEnum(type) ? symbolsOf(type) : { lead: undefined, symbols: [] }
  return {
    name: field.name,
    path,
    depth,
    type: nameOfType(type),
    isOptional: sides.includes('null'),
    default: field.default === undefined ? null : JSON.stringify(field.default),
    meaning: [field.doc, lead ?? recordIn(type)?.doc].filter(Boolean).join(' '),
    symbols,
    personalData: recordIn(field.type) ? null : kindOf(field),
  }
}

function nameOfType(type: unknown): string {
  if (typeof type === 'string') return type
  const { type: name, logicalType, values, items } = type as Readonly<Record<string, string | undefined>>
  if (logicalType) return `${name}, ${logicalType}`
  if (values) return `map of ${values}`
  return items ? `array of ${items}` : String(name)
}

function isEnum(type: unknown): type is EnumSchema {
  return type instanceof Object && 'symbols' in type
}

/** An enum's doc says what its symbols mean, one after the other, as `SYMBOL: meaning.`; what stands before them is about all. */
export function symbolsOf({ symbols, doc = '', default: fallback }: EnumSchema): {
  lead: string
  symbols: ShownSymbol[]
} {
  const parts = doc.split(new RegExp(`(?:^|(?<=\\.) )(${symbols.join('|')}): `))
  const meanings = new Map(
    parts.slice(1).flatMap((part, index, all) => (index % 2 === 0 ? [[part, all[index + 1]!] as const] : [])),
  )
  const unknown = 'Stands for a symbol that the reader does not know yet.'
  return {
    lead: parts[0]!,
    symbols: symbols.map((name) => ({
      name,
      meaning: meanings.get(name) ?? (name === fallback ? unknown : ''),
    })),
  }
}
