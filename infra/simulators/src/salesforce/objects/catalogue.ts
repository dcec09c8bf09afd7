import { account } from './account.ts'
import { contact } from './contact.ts'
import type { FieldDefinition, ObjectDefinition } from './field.ts'
import { lead } from './lead.ts'
import { organization } from './organization.ts'
import { task } from './task.ts'
import { user } from './user.ts'

export const objectDefinitions: readonly ObjectDefinition[] = [
  account,
  contact,
  lead,
  task,
  user,
  organization,
]

/** What an administrator changed about a field. */
export interface FieldChange {
  /** The integration user does not see the field. */
  readonly hidden?: boolean | undefined
  readonly createable?: boolean | undefined
  readonly updateable?: boolean | undefined
  readonly required?: boolean | undefined
  readonly length?: number | undefined
  readonly restrictedPicklist?: boolean | undefined
  readonly picklistValues?: readonly { value: string; isDefault?: boolean; isClosed?: boolean }[] | undefined
}

/** The objects and fields of this org as the integration user sees them. Names are found without regard to case. */
export class Catalogue {
  readonly #objects = new Map<string, ObjectDefinition>()
  readonly #objectByPrefix = new Map<string, ObjectDefinition>()
  #fields = new Map<string, FieldDefinition>()

  constructor() {
    this.reset()
  }

  reset(): void {
    this.#fields = new Map()
    for (const definition of objectDefinitions) this.#put(definition)
  }

  all(): ObjectDefinition[] {
    return [...this.#objects.values()]
  }

  object(name: string): ObjectDefinition | undefined {
    return this.#objects.get(name.toLowerCase())
  }

  objectOfId(id: string): ObjectDefinition | undefined {
    return this.#objectByPrefix.get(id.slice(0, 3))
  }

  field(object: ObjectDefinition, name: string): FieldDefinition | undefined {
    return this.#fields.get(fieldKey(object.name, name))
  }

  /** The reference field whose parent is called `name` in a query. */
  relationship(object: ObjectDefinition, name: string): FieldDefinition | undefined {
    return object.fields.find(
      ({ relationshipName }) => relationshipName?.toLowerCase() === name.toLowerCase(),
    )
  }

  /** @returns false when there is no such field. */
  change(objectName: string, fieldName: string, change: FieldChange): boolean {
    const object = this.object(objectName)
    const field = object && this.field(object, fieldName)
    if (!object || !field) return false
    const { hidden, ...attributes } = change
    const changed = { ...field, ...withoutUndefined(attributes) }
    const fields = object.fields.flatMap((other) => {
      if (other.name !== field.name) return [other]
      return hidden ? [] : [changed]
    })
    this.#fields.delete(fieldKey(object.name, field.name))
    this.#put({ ...object, fields })
    return true
  }

  #put(definition: ObjectDefinition): void {
    this.#objects.set(definition.name.toLowerCase(), definition)
    this.#objectByPrefix.set(definition.keyPrefix, definition)
    for (const field of definition.fields) this.#fields.set(fieldKey(definition.name, field.name), field)
  }
}

function fieldKey(objectName: string, fieldName: string): string {
  return `${objectName}.${fieldName}`.toLowerCase()
}

type Defined<T> = { [Key in keyof T]: Exclude<T[Key], undefined> }

function withoutUndefined<T extends object>(value: T): Defined<T> {
  return Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined)) as Defined<T>
}
