/**
 * The short form of the fault suite, for CI: the most telling faults, one after the other, on a stack of their own. It is in two files, for
 * two stacks side by side: most of a fault is waiting.
 */
import { silentProgress } from '@calltrail/local'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Fault } from './harness/fault.ts'
import { complaintsAbout, isLeftOut } from './harness/row.ts'
import { openSuite } from './harness/suite.ts'
import type { Suite } from './harness/suite.ts'

/** Far more than a fault takes, with its backlog: each is bounded by itself. */
const faultTimeoutMs = 480_000

/** Tests that no call is harmed by those of `faults` that the short form has. */
export function testShortForm(faults: readonly Fault[]): void {
  const over = new AbortController()
  let suite: Suite

  beforeAll(async () => {
    suite = await openSuite({
      ratePerSecond: 20,
      seed: 1,
      isShort: true,
      signal: over.signal,
      progress: silentProgress,
      onExit: (text) => console.error(text),
    })
  }, 180_000)

  afterAll(async () => {
    over.abort()
    await suite[Symbol.asyncDispose]()
  })

  describe('no call is lost, doubled or out of order, while', () => {
    it.each(faults.filter(({ isShort }) => isShort))(
      '$what',
      async (fault) => {
        const row = await suite.run(fault)
        // None of the short form needs more than a machine that builds.
        if (isLeftOut(row)) throw new Error(`left out: ${row.leftOut}`)
        const { complaints, audit } = row
        expect({ complaints, findings: audit.findings.slice(0, 5) }).toEqual({ complaints: [], findings: [] })
      },
      faultTimeoutMs,
    )

    it('all of this happened, also when the books are opened again', () => {
      expect(suite.allRows().flatMap(complaintsAbout)).toEqual([])
    })
  })
}
