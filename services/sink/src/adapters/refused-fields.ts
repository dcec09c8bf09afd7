import type { SalesforceRecord } from '@calltrail/runtime'
import { LRUCache } from 'lru-cache'

/** Long enough to spare requests, short enough that what an administrator mends counts soon. */
const rememberForMs = 900_000
/** So many values in a row, and none taken in between: it is not the values that the org minds. */
const valuesUntilFieldItself = 3
const valuesPerField = 500

interface Refusals {
  readonly values: Set<unknown>
  /** Different values that were refused since one was last taken. */
  inARow: number
}

/**
 * The fields that an org has lately refused to have written, so that not every record is sent twice. A value of a field may be wrong for
 * one record, so it is remembered with the value; a field of which nothing is taken is remembered as a whole.
 */
export class RefusedFields {
  readonly #fields = new LRUCache<string, Refusals>({ max: 500, ttl: rememberForMs })

  /** Those of the record's fields that would be refused. */
  of(record: SalesforceRecord): string[] {
    return Object.entries(record)
      .filter(([field, value]) => this.#isRefused(field, value))
      .map(([field]) => field)
  }

  refused(field: string, value: unknown): void {
    const known = this.#fields.get(field)
    const refusals = known && known.values.size < valuesPerField ? known : { values: new Set(), inARow: 0 }
    if (refusals.values.has(value)) return
    refusals.values.add(value)
    refusals.inARow += 1
    if (refusals !== known) this.#fields.set(field, refusals)
  }

  /** The org took the record. */
  taken(record: SalesforceRecord): void {
    for (const [field, refusals] of this.#fields.entries()) {
      if (field in record) refusals.inARow = 0
    }
  }

  #isRefused(field: string, value: unknown): boolean {
    const refusals = this.#fields.get(field)
    return refusals !== undefined && (refusals.inARow >= valuesUntilFieldItself || refusals.values.has(value))
  }
}
