import { describe, expect, it } from 'vitest'
import { audit } from './ledger.ts'
import type { Delivery } from './books.ts'
import { reportJson, reportMarkdown, reportText } from './report.ts'
import type { LeftOut } from './row.ts'
import type { FaultRun } from './run-fault.ts'

/** One call that was accepted and never seen again. */
const lost: Delivery = {
  eventId: 'f0-000001:agent-1',
  revision: 0,
  contactId: null,
  key: '+14155559999',
  skipReason: 'UNKNOWN_CALLER',
  endedAt: 0,
  durationSeconds: 1,
  fate: 'accepted',
  answeredAt: 1,
}

const nothing = { enriched: [], logged: [], deadLetters: [], retried: new Set<string>(), keyless: [] }

const run: FaultRun = {
  fault: { name: 'a-fault', what: 'something breaks', during: async () => {} },
  prefix: 'f0',
  deliveries: [lost],
  observed: nothing,
  audit: audit([lost], nothing),
  recoveryMs: undefined,
  faultMs: 2_000,
  answers: { accepted: 1 },
  unexpectedExits: ['sink (1)'],
  peakMiB: { ingress: 100, enricher: 120, sink: 130 },
  complaints: ['lost: 1'],
  logs: new Map(),
}

it('the table has a line per fault, and says below what is wrong', () => {
  const lines = reportText([run]).split('\n')
  const [head, row] = [lines[1]!, lines[3]!].map((line) => line.split('│').map((cell) => cell.trim()))
  const cells = Object.fromEntries(head!.map((name, index) => [name, row![index]]))
  expect(cells).toMatchObject({
    fault: 'a-fault',
    accepted: '1',
    logged: '0',
    lost: '1',
    doubled: '0',
    exits: '1',
  })
  expect(cells).toMatchObject({ 'recovery s': 'never', 'peak MiB': '100/120/130', verdict: 'BROKEN' })
  expect(lines.slice(-2)).toEqual([
    'a-fault: lost: 1',
    '  lost: f0-000001:agent-1: revision 0 was not enriched',
  ])
})

it('the same stands in the JSON', () => {
  expect(JSON.parse(reportJson([run]))).toMatchObject([
    { fault: 'a-fault', accepted: 1, lost: 1, outOfOrder: 0, faultMs: 2_000, complaints: ['lost: 1'] },
  ])
})

describe('a fault that was left out', () => {
  const leftOut: LeftOut = { fault: { ...run.fault, name: 'another' }, leftOut: 'no right to mount' }

  it('is a line of the table', () => {
    expect(reportText([leftOut, run])).toMatch(/│ another +│ left out: no right to mount +│/)
  })

  it('is a line on the page', () => {
    const [head, , line] = reportMarkdown([leftOut]).split('\n')
    expect(line).toMatch(/^\| another \|.*\| left out: no right to mount \|$/)
    expect(line!.split('|').length).toBe(head!.split('|').length)
  })

  it('says so in the JSON', () => {
    expect(JSON.parse(reportJson([leftOut]))).toEqual([
      { fault: 'another', what: 'something breaks', leftOut: 'no right to mount' },
    ])
  })
})
