import type { Source } from './source.ts'

/** A mapping that is sound in itself. Whether an org can take it is another question. */
export interface Mapping {
  readonly task: readonly FieldMapping[]
  readonly contact: readonly FieldMapping[]
}

export interface FieldMapping {
  /** API name of the target field. */
  readonly field: string
  readonly source: Source
  /** Most characters; null leaves it to the org's field. */
  readonly maxLength: number | null
  /** A text that is too long is left out, where others are cut. */
  readonly whole: boolean
  /** Values to take when the org's picklist has not the one that is mapped, the first one first. */
  readonly fallback: readonly string[]
  /** The value must be a closed status of the org, whose first one is taken otherwise. */
  readonly closedStatus: boolean
  /** Without the field nothing may be written. */
  readonly required: boolean
  /** Written when the record is created, and never again. */
  readonly createOnly: boolean
}
