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
  #changes = new Map<string, FieldChange>()

  constructor() {
    this.reset()
  }

  reset(): void {
    this.#changes = new Map()
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

  /** Adds to what was changed about the field before. @returns false when there is no such field. */
  change(objectName: string, fieldName: string, change: FieldChange): boolean {
    const definition = objectDefinitions.find(({ name }) => name.toLowerCase() === objectName.toLowerCase())
    const key = fieldKey(objectName, fieldName)
    if (!definition?.fields.some((field) => fieldKey(definition.name, field.name) === key)) return false
    this.#changes.set(key, { ...this.#changes.get(key), ...withoutUndefined(change) })
    this.#put({
      ...definition,
      fields: definition.fields.flatMap((field) => this.#changed(definition, field)),
    })
    return true
  }

  #changed(object: ObjectDefinition, field: FieldDefinition): FieldDefinition[] {
    const { hidden, ...attributes } = this.#changes.get(fieldKey(object.name, field.name)) ?? {}
    return hidden ? [] : [{ ...field, ...withoutUndefined(attributes) }]
  }

  #put(definition: ObjectDefinition): void {
    this.#objects.set(definition.name.toLowerCase(), definition)
    this.#objectByPrefix.set(definition.keyPrefix, definition)
    const ofOthers = [...this.#fields].filter(([key]) => !key.startsWith(fieldKey(definition.name, '')))
    const own = definition.fields.map((field) => [fieldKey(definition.name, field.name), field] as const)
    this.#fields = new Map([...ofOthers, ...own])
  }
}

function fieldKey(objectName: string, fieldName: string): string {
  return `${objectName}.${fieldName}`.toLowerCase()
}

type Defined<T> = { [Key in keyof T]: Exclude<T[Key], undefined> }

function withoutUndefined<T extends object>(value: T): Defined<T> {
  return Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined)) as Defined<T>
}
