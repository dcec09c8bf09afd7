/**
 * What Calltrail does with Salesforce.
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/
 */
import type { PipelineError } from '../errors.ts'

/** A record to be written: field names to values. */
export type SalesforceRecord = Readonly<Record<string, string | number | boolean | null>>

/** What became of one record of a collection. */
export type SaveResult =
  | { readonly success: true; readonly id: string; readonly created: boolean }
  | {
      readonly success: false
      readonly error: PipelineError
      /** The fields that Salesforce names as being at fault; none when it names none. */
      readonly fields?: readonly string[]
    }

export interface WriteOptions {
  /**
   * Called when the records are about to be sent, which may be a little later and more than once. What it throws ends this write, and no
   * other.
   */
  readonly mayWrite?: () => void
}

/** An object of the org as the integration user sees it. */
export interface ObjectDescription {
  readonly name: string
  readonly createable: boolean
  readonly updateable: boolean
  /** By name, in Salesforce's spelling. */
  readonly fields: ReadonlyMap<string, FieldDescription>
}

export interface FieldDescription {
  readonly name: string
  readonly label: string
  /** Such as string, textarea, phone, picklist, boolean, double, int, date, datetime, reference. */
  readonly type: string
  /** Most characters; 0 for what is no text. */
  readonly length: number
  readonly createable: boolean
  readonly updateable: boolean
  readonly nillable: boolean
  /** Whether queries may ask for its value: not for that of a long or an encrypted text, for example. */
  readonly filterable: boolean
  readonly defaultedOnCreate: boolean
  readonly externalId: boolean
  readonly unique: boolean
  readonly restrictedPicklist: boolean
  readonly picklistValues: readonly PicklistValue[]
}

export interface PicklistValue {
  readonly value: string
  readonly active: boolean
  readonly defaultValue: boolean
}

export interface ApiAllowance {
  readonly usedOfOrg: number
  readonly limitOfOrg: number
}

/**
 * The part of Salesforce's REST API that Calltrail uses. Calls that are made concurrently share requests, so they should be: what one
 * caller asks for never fails another's. Every method throws a {@link PipelineError} when what it asked for fails as a whole.
 */
export interface Salesforce extends AsyncDisposable {
  /** All rows of a SOQL query. Values in it must have gone through {@link soqlString}. */
  query<Row>(soql: string): Promise<Row[]>
  /**
   * Fields of records by their ids; one entry per id, in order: null where there is none, or none that may be seen. Of all that are asked
   * for at the same time it is one request, which of queries it would not be.
   */
  retrieve<Row>(object: string, fields: readonly string[], ids: readonly string[]): Promise<(Row | null)[]>
  /** What a SOSL search finds. */
  search<Row>(sosl: string): Promise<Row[]>
  /** Creates or updates by an external id; one result per record, in order. An id must not stand twice in `records`. */
  upsert(
    object: string,
    externalIdField: string,
    records: readonly SalesforceRecord[],
    options?: WriteOptions,
  ): Promise<SaveResult[]>
  /** Creates; one result per record, in order. */
  create(object: string, records: readonly SalesforceRecord[], options?: WriteOptions): Promise<SaveResult[]>
  /** Updates by the `Id` in each record; one result per record, in order. */
  update(object: string, records: readonly SalesforceRecord[], options?: WriteOptions): Promise<SaveResult[]>
  /** An object and its fields, as far as the integration user may see them. */
  describe(object: string): Promise<ObjectDescription>
  /** How long work is gathered at present under load, in milliseconds. What is gathered before it is asked for need not wait longer. */
  lingerMs(): number
  /** The org's daily API calls, as Salesforce counted them last; undefined until it has said so. */
  allowance(): ApiAllowance | undefined
}
