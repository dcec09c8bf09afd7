import type { SimulatorClock } from '../control/clock.ts'
import { formatDateTime } from './date-time.ts'
import { Catalogue, type FieldChange, type OrgFeatures } from './objects/catalogue.ts'
import type { FieldDefinition } from './objects/field.ts'
import { toLongId } from './record-id.ts'
import { type FieldValues, Records, type SeedRecords } from './records.ts'
import { samplePersons } from './sample-persons.ts'

export interface OrgSettings {
  /** Api requests of the last 24 hours that are allowed. */
  readonly dailyApiRequests: number
  /** How long a new phone number or name stays unknown to SOSL. */
  readonly searchIndexLagMs: number
  /** How long after a record was upserted another upsert of its key may be told that the key is a duplicate. */
  readonly upsertRaceMs?: number
  /** What the header with the API usage says besides. */
  readonly moreLimitInfo?: string
}

/** One Salesforce org: what it knows, and what its administrator set. */
export class Org {
  readonly catalogue: Catalogue
  readonly records = new Records()
  readonly clock: SimulatorClock
  readonly runningUserId: string
  readonly organizationId: string
  readonly #seed: SeedRecords
  readonly #defaults: OrgSettings
  readonly #features: OrgFeatures
  settings: OrgSettings
  apiRequestsUsed = 0
  /** When records were created over the API, by their id: to the millisecond, where `CreatedDate` has whole seconds. */
  readonly createdAtMs = new Map<string, number>()
  /** When records were created by an upsert, by their id. */
  readonly upsertedAtMs = new Map<string, number>()
  /** Of the client's certificate, in PEM: without it the signature of an assertion is not looked at. */
  clientPublicKey: string | undefined
  /** A frozen user gets tokens and may do nothing with them. */
  isUserFrozen = false

  constructor(
    clock: SimulatorClock,
    seed: SeedRecords,
    settings: OrgSettings,
    features: OrgFeatures = { personAccounts: false },
  ) {
    this.clock = clock
    this.#features = features
    this.catalogue = new Catalogue(features)
    this.#seed = seed
    this.#defaults = settings
    this.settings = settings
    this.runningUserId = firstId(seed, 'User')
    this.organizationId = firstId(seed, 'Organization')
    this.#plant()
  }

  reset(): void {
    this.catalogue.reset(this.#features)
    this.records.clear()
    this.createdAtMs.clear()
    this.upsertedAtMs.clear()
    this.settings = this.#defaults
    this.apiRequestsUsed = 0
    this.isUserFrozen = false
    this.#plant()
  }

  /** From now on, accounts may be persons; the sample ones are there. Nobody can undo it but a reset. */
  enablePersonAccounts(): void {
    if (this.catalogue.features.personAccounts) return
    this.catalogue.enable({ personAccounts: true })
    this.#plantAll(samplePersons)
  }

  /** @returns false when there is no such field. */
  changeField(objectName: string, fieldName: string, change: FieldChange): boolean {
    const isKnown = this.catalogue.change(objectName, fieldName, change)
    this.#writeTaskStatuses()
    return isKnown
  }

  field(objectName: string, fieldName: string): FieldDefinition | undefined {
    const object = this.catalogue.definition(objectName)
    return object && this.catalogue.field(object, fieldName)
  }

  /** Inserts a record as it is, past all rules, system fields included. @returns its id. */
  plant(objectName: string, values: FieldValues): string {
    const object = this.catalogue.definition(objectName)
    if (!object) throw new Error(`the simulated org has no object ${objectName}`)
    const now = formatDateTime(this.clock.now())
    const defaults = Object.fromEntries(object.fields.map((field) => [field.name, field.defaultValue]))
    const system = {
      IsDeleted: false,
      CreatedDate: now,
      CreatedById: this.runningUserId,
      LastModifiedDate: now,
      LastModifiedById: this.runningUserId,
      SystemModstamp: values['LastModifiedDate'] ?? now,
    }
    const ids = Object.fromEntries(
      object.fields
        .filter(({ type }) => type === 'id' || type === 'reference')
        .flatMap(({ name }) => {
          const id = values[name]
          return typeof id === 'string' ? [[name, toLongId(id)]] : []
        }),
    )
    return this.records.insert(object, { ...defaults, ...system, ...values, ...ids }, 0).id
  }

  #plant(): void {
    this.#plantAll(this.#seed)
    if (this.#features.personAccounts) this.#plantAll(samplePersons)
    this.#writeTaskStatuses()
  }

  #plantAll(seed: SeedRecords): void {
    for (const [objectName, rows] of Object.entries(seed)) {
      for (const row of rows) this.plant(objectName, row)
    }
  }

  #writeTaskStatuses(): void {
    const status = this.field('Task', 'Status')
    // While the integration user does not see the field, the org's statuses stay what they are.
    if (!status) return
    this.records.clearObject('TaskStatus')
    for (const [index, value] of status.picklistValues.entries()) {
      this.plant('TaskStatus', {
        ApiName: value.value,
        MasterLabel: value.label ?? value.value,
        IsClosed: value.isClosed === true,
        IsDefault: value.isDefault === true,
        SortOrder: index + 1,
      })
    }
  }
}

function firstId(seed: SeedRecords, objectName: string): string {
  const id = seed[objectName]?.[0]?.['Id']
  if (typeof id !== 'string')
    throw new Error(`the seed of the simulated org needs a ${objectName} with an Id`)
  return toLongId(id)
}
