import { account } from './account.ts'
import { contact } from './contact.ts'
import type { FieldDefinition, ObjectDefinition, PicklistValue } from './field.ts'
import { lead } from './lead.ts'
import { organization } from './organization.ts'
import { accountWithPersons, contactWithPersons } from './person-account.ts'
import { task } from './task.ts'
import { taskStatus } from './task-status.ts'
import { user } from './user.ts'

/** What an org may have switched on, and never can switch off again. */
export interface OrgFeatures {
  readonly personAccounts: boolean
}

const NO_FEATURES: OrgFeatures = { personAccounts: false }

/** What an administrator changed about a field. */
export interface FieldChange {
  /** The integration user does not see the field. */
  readonly hidden?: boolean | undefined
  readonly createable?: boolean | undefined
  readonly updateable?: boolean | undefined
  readonly required?: boolean | undefined
  readonly length?: number | undefined
  /** False for an encrypted field. */
  readonly filterable?: boolean | undefined
  readonly restrictedPicklist?: boolean | undefined
  readonly picklistValues?: readonly PicklistValue[] | undefined
}

/** What the integration user is allowed to do with an object. */
export interface ObjectChange {
  /** No permission at all: the object does not exist for the integration user. */
  readonly hidden?: boolean | undefined
  readonly createable?: boolean | undefined
  readonly updateable?: boolean | undefined
  readonly queryable?: boolean | undefined
}

/** An object as the integration user sees it. */
export interface CatalogueObject extends ObjectDefinition {
  readonly createable: boolean
  readonly updateable: boolean
  readonly queryable: boolean
  readonly hidden: boolean
}

/** The objects and fields of this org as the integration user sees them. Names are found without regard to case. */
export class Catalogue {
  #definitions: readonly ObjectDefinition[] = []
  readonly #objects = new Map<string, CatalogueObject>()
  readonly #objectByPrefix = new Map<string, CatalogueObject>()
  readonly #fieldsByObject = new Map<string, ReadonlyMap<string, FieldDefinition>>()
  #fieldChanges = new Map<string, FieldChange>()
  #objectChanges = new Map<string, ObjectChange>()
  #addedFields = new Map<string, FieldDefinition[]>()
  #features: OrgFeatures = NO_FEATURES

  constructor(features: OrgFeatures = NO_FEATURES) {
    this.reset(features)
  }

  reset(features: OrgFeatures = NO_FEATURES): void {
    this.#fieldChanges = new Map()
    this.#objectChanges = new Map()
    this.#addedFields = new Map()
    this.enable(features)
  }

  get features(): OrgFeatures {
    return this.#features
  }

  /** What was changed before stays changed. */
  enable(features: OrgFeatures): void {
    this.#features = features
    this.#definitions = features.personAccounts
      ? [accountWithPersons(account, contact), contactWithPersons(contact), ...otherDefinitions]
      : [account, contact, ...otherDefinitions]
    for (const definition of this.#definitions) this.#put(definition)
  }

  /** Those that the integration user sees. */
  all(): CatalogueObject[] {
    return this.definitions().filter(({ hidden }) => !hidden)
  }

  object(name: string): CatalogueObject | undefined {
    const object = this.definition(name)
    return object?.hidden ? undefined : object
  }

  /** Those that the integration user does not see, too. */
  definitions(): CatalogueObject[] {
    return [...this.#objects.values()]
  }

  definition(name: string): CatalogueObject | undefined {
    return this.#objects.get(name.toLowerCase())
  }

  objectOfId(id: string): CatalogueObject | undefined {
    return this.#objectByPrefix.get(id.slice(0, 3))
  }

  field(object: ObjectDefinition, name: string): FieldDefinition | undefined {
    return this.#fieldsByObject.get(object.name.toLowerCase())?.get(name.toLowerCase())
  }

  /** The reference field whose parent is called `name` in a query. */
  relationship(object: ObjectDefinition, name: string): FieldDefinition | undefined {
    return object.fields.find(
      ({ relationshipName }) => relationshipName?.toLowerCase() === name.toLowerCase(),
    )
  }

  /** Adds to what was changed about the field before. @returns false when there is no such field. */
  change(objectName: string, fieldName: string, change: FieldChange): boolean {
    const definition = this.#definition(objectName)
    const isKnown = definition?.fields.some(({ name }) => name.toLowerCase() === fieldName.toLowerCase())
    if (!definition || !isKnown) return false
    const key = fieldKey(objectName, fieldName)
    this.#fieldChanges.set(key, { ...this.#fieldChanges.get(key), ...withoutUndefined(change) })
    this.#put(definition)
    return true
  }

  /** Adds to what was changed about the object before. @returns false when there is no such object. */
  changeObject(objectName: string, change: ObjectChange): boolean {
    const definition = this.#definition(objectName)
    if (!definition) return false
    const key = definition.name
    this.#objectChanges.set(key, { ...this.#objectChanges.get(key), ...withoutUndefined(change) })
    this.#put(definition)
    return true
  }

  /** Creates a custom field. @returns false when there is no such object, or such a field already. */
  addField(objectName: string, field: FieldDefinition): boolean {
    const definition = this.#definition(objectName)
    if (!definition || this.field(definition, field.name)) return false
    this.#addedFields.set(definition.name, [...(this.#addedFields.get(definition.name) ?? []), field])
    this.#put(definition)
    return true
  }

  #definition(objectName: string): ObjectDefinition | undefined {
    const known = this.#definitions.find(({ name }) => name.toLowerCase() === objectName.toLowerCase())
    return known && { ...known, fields: [...known.fields, ...(this.#addedFields.get(known.name) ?? [])] }
  }

  #put({ name }: ObjectDefinition): void {
    const definition = this.#definition(name)
    if (!definition) return
    const { writable } = definition
    const object: CatalogueObject = {
      ...definition,
      hidden: false,
      createable: writable,
      updateable: writable,
      queryable: true,
      ...withoutUndefined(this.#objectChanges.get(name) ?? {}),
      fields: definition.fields.flatMap((field) => this.#changed(definition, field)),
    }
    this.#objects.set(name.toLowerCase(), object)
    this.#objectByPrefix.set(object.keyPrefix, object)
    this.#fieldsByObject.set(
      name.toLowerCase(),
      new Map(object.fields.map((field) => [field.name.toLowerCase(), field])),
    )
  }

  #changed(object: ObjectDefinition, field: FieldDefinition): FieldDefinition[] {
    const { hidden, ...attributes } = this.#fieldChanges.get(fieldKey(object.name, field.name)) ?? {}
    return hidden ? [] : [{ ...field, ...withoutUndefined(attributes) }]
  }
}

const otherDefinitions: readonly ObjectDefinition[] = [lead, task, taskStatus, user, organization]

function fieldKey(objectName: string, fieldName: string): string {
  return `${objectName}.${fieldName}`.toLowerCase()
}

type Defined<T> = { [Key in keyof T]: Exclude<T[Key], undefined> }

function withoutUndefined<T extends object>(value: T): Defined<T> {
  return Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined)) as Defined<T>
}
