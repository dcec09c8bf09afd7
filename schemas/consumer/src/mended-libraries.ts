/**
 * Two libraries that the kit stands on have faults that break what it promises. Our patches mend them; a project that installs the kit has
 * to apply them as well, and is told so before it reads anything.
 */
import { createRequire } from 'node:module'
import avsc from 'avsc'

/** @throws {Error} that says what to do about each library that has its fault */
export function requireMendedLibraries(require: NodeJS.Require = createRequire(import.meta.url)): void {
  const faults = [
    ...(showsAborted(require) ? ['kafkajs 2.2.4 shows records of aborted transactions'] : []),
    ...(believesCounts((require('avsc') as typeof avsc).Type)
      ? ['avsc 5.7.9 may loop for hours over a damaged record']
      : []),
  ]
  if (faults.length > 0)
    throw new Error(
      `This installation has faults that Calltrail's patches mend: ${faults.join('; ')}. ` +
        'Copy patches/avsc+5.7.9.patch and patches/kafkajs+2.2.4.patch of Calltrail, and apply them by patch-package after each install: see the README of @calltrail/consumer.',
    )
}

type Filter = (fetched: { messages: object[]; abortedTransactions: object[] }) => unknown[]

/** Of two transactions that ended in another order than they began, kafkajs takes one for committed. */
function showsAborted(require: NodeJS.Require): boolean {
  const committedOf = require('kafkajs/src/consumer/filterAbortedMessages') as Filter
  const aborted = [1, 2].map((producerId, offset) => ({
    offset: String(offset),
    key: null,
    batchContext: { producerId: String(producerId), inTransaction: true },
  }))
  const abortedTransactions = [
    { producerId: '2', firstOffset: '1' },
    { producerId: '1', firstOffset: '0' },
  ]
  return committedOf({ messages: aborted, abortedTransactions }).length > 0
}

/** Of a map that says it has 64 items and has none, avsc reads 64. */
function believesCounts(Type: typeof avsc.Type): boolean {
  let reads = 0
  class Counted extends avsc.types.LogicalType {
    override _fromValue(value: string): string {
      reads += 1
      return value
    }
    override _toValue(value: string): string {
      return value
    }
  }
  const values = { type: 'string', logicalType: 'counted' } as const
  const type = Type.forSchema({ type: 'map', values } as never, { logicalTypes: { counted: Counted } })
  try {
    type.fromBuffer(Buffer.from([128, 1]))
  } catch {
    // Both say that it is damaged.
  }
  return reads > 8
}
