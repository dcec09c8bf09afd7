/**
 * How the simulated vendors behave.
 */
import type { FaultSettings } from '@calltrail/simulators'

export const latencyMs = {
  salesforce: { base: 120, perRecord: 4 },
  genesys: { base: 50 },
} as const satisfies Record<string, FaultSettings['latencyMs']>

/** What a large org has. With far less, Calltrail would gather calls for longer. */
export const dailyApiRequests = 5_000_000

const everyApiCall = { path: '/services/data' }

/** A bad day of Salesforce: of requests, one in a hundred is answered two seconds late and one with an error; of records, one is locked. */
export const failing: NonNullable<FaultSettings['rules']> = [
  { match: everyApiCall, probability: 0.01, do: { delayMs: 2_000 } },
  {
    match: everyApiCall,
    probability: 0.005,
    do: {
      status: 500,
      body: [{ errorCode: 'UNKNOWN_EXCEPTION', message: 'An unexpected error occurred.' }],
    },
  },
  {
    match: everyApiCall,
    probability: 0.005,
    do: {
      status: 503,
      body: [{ errorCode: 'SERVER_UNAVAILABLE', message: 'The server is temporarily unavailable.' }],
    },
  },
  {
    match: everyApiCall,
    do: {
      recordError: { statusCode: 'UNABLE_TO_LOCK_ROW', message: 'unable to obtain exclusive access' },
      rate: 0.01,
    },
  },
]
