/**
 * The texts of an event, and which of them may have a phone number in them.
 */
import { avroSchemaOf, eventTopics, kindOf, recordIn } from '@calltrail/schemas'
import type { EventName, PersonalDataKind, RecordSchema, SchemaField } from '@calltrail/schemas'

export interface EventText {
  /** The field of the event that it is in. */
  readonly field: string
  readonly text: string
  /** Ids, pseudonyms and signed addresses are long, and have the digits of anybody's number in them by chance. */
  readonly mayHoldNumber: boolean
}

/** Every text of an event with its field. Within a map the keys are a stranger's: they are text, too. */
export function textsOf(type: EventName, event: Readonly<Record<string, unknown>>): EventText[] {
  return textsBy(schemas.get(type)!, event)
}

const schemas = new Map(
  eventTopics.map(({ event }) => [event, JSON.parse(avroSchemaOf(event)) as RecordSchema]),
)

const kindsWithNumbers: ReadonlySet<PersonalDataKind> = new Set(['phone', 'name', 'email', 'free-text'])

function textsBy({ fields }: RecordSchema, event: Readonly<Record<string, unknown>>): EventText[] {
  return fields.flatMap((field) => {
    const value = event[field.name]
    return textsOfField(field, value).map((text) => ({ ...text, field: field.name }))
  })
}

function textsOfField(field: SchemaField, value: unknown): Omit<EventText, 'field'>[] {
  if (value === null || value === undefined) return []
  const record = recordIn(field.type)
  if (record) return textsBy(record, value as Readonly<Record<string, unknown>>)
  const mayHoldNumber = kindsWithNumbers.has(kindOf(field))
  return [...textsIn(value)].map((text) => ({ text, mayHoldNumber }))
}

function* textsIn(value: unknown): Generator<string> {
  if (typeof value === 'string') yield value
  else if (typeof value === 'object' && value !== null) {
    for (const [name, inner] of Object.entries(value)) {
      yield name
      yield* textsIn(inner)
    }
  }
}
