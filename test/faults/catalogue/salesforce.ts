/** Salesforce that is down, refuses, hangs, or fails on single records. */
import type { FaultSettings } from '@calltrail/simulators'
import type { Fault } from '../harness/fault.ts'

type Rule = NonNullable<FaultSettings['rules']>[number]

/** Not the login: Salesforce goes on issuing tokens. */
const api = { path: '/services/data' }

export const salesforceDown: Fault = {
  name: 'salesforce-down',
  what: 'Salesforce refuses connections for 60 s (15 s in the short form), at 50 calls/s',
  isShort: true,
  ratePerSecond: 50,
  drainWithinMs: 180_000,
  async during({ bench, hold }) {
    await bench.proxies.salesforce.set({ kind: 'refuse' })
    await hold(60_000, 15_000)
    await bench.proxies.salesforce.set({ kind: 'pass' })
  },
}

/** A fault that is a few rules of the simulator, for a while. */
function whileSalesforce(
  name: string,
  what: string,
  rules: Rule[],
  changes: Partial<Fault> = {},
  durationMs = 10_000,
): Fault {
  return {
    name: `salesforce-${name}`,
    what: `Salesforce ${what}`,
    async during({ bench, hold }) {
      await bench.salesforce.fail(...rules)
      await hold(durationMs)
      await bench.salesforce.control('DELETE', '/faults')
    },
    ...changes,
  }
}

function answering(status: number, errorCode: string, headers: Record<string, string> = {}): Rule {
  return { match: api, do: { status, headers, body: [{ errorCode, message: 'injected' }] } }
}

const lockedRow = { statusCode: 'UNABLE_TO_LOCK_ROW', message: 'unable to obtain exclusive access' }
const ruleBroken = {
  statusCode: 'FIELD_CUSTOM_VALIDATION_EXCEPTION',
  message: 'refused by a rule of the org',
}

/** Each attempt meets a lock anew; of many calls a few meet one in all of them. */
export const rowLocks: Rule[] = ['Task', 'Contact'].map((object) => ({
  match: { object },
  do: { recordError: lockedRow, rate: 0.1 },
}))

export const salesforceFaults: readonly Fault[] = [
  salesforceDown,
  whileSalesforce('answers-503', 'answers 503 to everything', [answering(503, 'SERVER_UNAVAILABLE')]),
  whileSalesforce('answers-429', 'answers 429 with Retry-After', [
    answering(429, 'TOO_MANY_REQUESTS', { 'retry-after': '2' }),
  ]),
  {
    name: 'salesforce-budget-spent',
    what: 'the org’s daily API allocation is used up (REQUEST_LIMIT_EXCEEDED), then refilled',
    async during({ bench, hold }) {
      await bench.salesforce.control('POST', '/limits', { used: 100_000, max: 100_000 })
      await hold(10_000)
      await bench.salesforce.control('POST', '/limits', { used: 0 })
    },
  },
  {
    name: 'salesforce-user-frozen',
    what: 'the integration user is frozen (tokens are issued, every request is 401), then well again',
    async during({ bench, hold }) {
      await bench.salesforce.control('POST', '/user', { frozen: true })
      await hold(10_000)
      await bench.salesforce.control('POST', '/user', { frozen: false })
    },
  },
  {
    name: 'salesforce-tokens-revoked',
    what: 'all tokens of Salesforce are revoked, every second',
    async during({ bench, hold }) {
      for (let time = 0; time < 5; time++) {
        await bench.salesforce.control('POST', '/tokens/revoke')
        await hold(1_000)
      }
    },
  },
  whileSalesforce('hangs', 'never answers', [{ match: api, do: { hang: true } }]),
  whileSalesforce('cuts-after-writing', 'breaks the connection of every third write after it was done', [
    { match: { ...api, method: 'PATCH' }, probability: 0.33, do: { cut: 'after' } },
  ]),
  whileSalesforce('row-locks', 'fails 10 % of the records with row locks', rowLocks, {
    isShort: true,
    deadLetterCodes: ['SALESFORCE_ROW_LOCKED'],
  }),
  whileSalesforce(
    'rejects-some',
    'rejects 1 % of the Tasks for good',
    [{ match: { object: 'Task' }, do: { recordError: ruleBroken, rate: 0.01 } }],
    { deadLetterCodes: ['SALESFORCE_RECORD_REJECTED'] },
    20_000,
  ),
]
