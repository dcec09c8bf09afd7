/**
 * What the sink is compared with: clients that have the calls in memory, and a Salesforce that takes its time with all of them.
 */
import { recordsOfCollection } from './enriched-calls.ts'
import type { SalesforceClient } from './start-drain-program.ts'

/** As many as an org allows that take long. */
export const requestsAtOnce = 25
/** Of an answer. */
export const latencyMs = { base: 120, perRecord: 4 }

export type ClientVariant = 'one call at a time' | 'jsforce collections' | 'Salesforce’s own limit'

export interface Client {
  readonly program: SalesforceClient
  readonly calls: number
  /** How long one of its steps takes about. */
  readonly stepMs: number
  readonly args?: readonly string[]
}

/** How long a request takes that carries so many records. */
function requestMs(records: number): number {
  return latencyMs.base + records * latencyMs.perRecord
}

/** The most that a request takes. */
const collectionsOfRequest = 5

export const clients: Readonly<Record<ClientVariant, Client>> = {
  'one call at a time': { program: 'single-calls', calls: 1_500, stepMs: 2 * requestMs(1) },
  'jsforce collections': {
    program: 'jsforce-collections',
    calls: 20_000,
    stepMs: 2 * requestMs(recordsOfCollection),
  },
  'Salesforce’s own limit': {
    program: 'full-requests',
    calls: 40_000,
    stepMs: requestMs(collectionsOfRequest * recordsOfCollection),
    args: [String(collectionsOfRequest)],
  },
}
