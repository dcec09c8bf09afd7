import type { SimulatorClock } from '../control/clock.ts'
import { formatDateTime } from './date-time.ts'
import { Catalogue } from './objects/catalogue.ts'
import type { FieldDefinition } from './objects/field.ts'
import { toLongId } from './record-id.ts'
import { type FieldValues, Records } from './records.ts'

/** Records by object, as in the sample org. Each may have an `Id`; system fields are filled in when absent. */
export type SeedRecords = Readonly<Record<string, readonly FieldValues[]>>

export interface OrgSettings {
  /** Api requests of the last 24 hours that are allowed. */
  readonly dailyApiRequests: number
  /** How long a new phone number or name stays unknown to SOSL. */
  readonly searchIndexLagMs: number
}

/** One Salesforce org: what it knows, and what its administrator set. */
export class Org {
  readonly catalogue = new Catalogue()
  readonly records = new Records()
  readonly clock: SimulatorClock
  readonly runningUserId: string
  readonly organizationId: string
  readonly #seed: SeedRecords
  readonly #defaults: OrgSettings
  settings: OrgSettings
  apiRequestsUsed = 0
  /** A frozen user gets tokens and may do nothing with them. */
  isUserFrozen = false

  constructor(clock: SimulatorClock, seed: SeedRecords, settings: OrgSettings) {
    this.clock = clock
    this.#seed = seed
    this.#defaults = settings
    this.settings = settings
    this.runningUserId = firstId(seed, 'User')
    this.organizationId = firstId(seed, 'Organization')
    this.#plant()
  }

  reset(): void {
    this.catalogue.reset()
    this.records.clear()
    this.settings = this.#defaults
    this.apiRequestsUsed = 0
    this.isUserFrozen = false
    this.#plant()
  }

  field(objectName: string, fieldName: string): FieldDefinition | undefined {
    const object = this.catalogue.object(objectName)
    return object && this.catalogue.field(object, fieldName)
  }

  /** Inserts a record as it is, past all rules, system fields included. @returns its id. */
  plant(objectName: string, values: FieldValues): string {
    const object = this.catalogue.object(objectName)
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
    for (const [objectName, rows] of Object.entries(this.#seed)) {
      for (const row of rows) this.plant(objectName, row)
    }
  }
}

function firstId(seed: SeedRecords, objectName: string): string {
  const id = seed[objectName]?.[0]?.['Id']
  if (typeof id !== 'string')
    throw new Error(`the seed of the simulated org needs a ${objectName} with an Id`)
  return toLongId(id)
}
