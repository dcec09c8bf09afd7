import { expect, it } from 'vitest'
import { audit } from './ledger.ts'
import { answered, circuitOpened } from './signs.ts'
import type { Evidence } from './signs.ts'

const nothing = { enriched: [], logged: [], deadLetters: [], retried: new Set<string>(), keyless: [] }
const evidence: Evidence = {
  audit: audit([], nothing),
  answers: { accepted: 10, spooled: 2 },
  logs: new Map([
    ['enricher-0', ['{"msg":"started"}']],
    ['enricher-1', ['{"level":50,"dependency":"salesforce","circuit":"open","msg":"dependency is out"}']],
    ['sink-0', ['{"level":30,"dependency":"salesforce","circuit":"closed","msg":"dependency is back"}']],
  ]),
}

it('a fault shows in an answer of the ingress, or in one of several', () => {
  expect(answered('spooled')(evidence)).toBeUndefined()
  expect(answered('503', 'spooled')(evidence)).toBeUndefined()
  expect(answered('503', '401')(evidence)).toBe('no webhook met ‘503’ or ‘401’')
})

it('an outage shows in the log of each service that must have met it', () => {
  expect(circuitOpened('salesforce', 'enricher')(evidence)).toBeUndefined()
  expect(circuitOpened('salesforce', 'enricher', 'sink')(evidence)).toBe(
    'no outage of salesforce was met by: sink',
  )
  expect(circuitOpened('genesys', 'enricher')(evidence)).toBe('no outage of genesys was met by: enricher')
})
