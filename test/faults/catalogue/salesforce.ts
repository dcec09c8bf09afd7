/** Salesforce that is down, refuses, hangs, or fails on single records. */
import type { FaultSettings } from '@calltrail/simulators'
import type { Bench } from '../harness/bench.ts'
import type { Fault } from '../harness/fault.ts'
import { circuitOpened, contactErrorsSeen, deadLettersSeen, retriesSeen } from '../harness/signs.ts'
import { together } from '../harness/tcp-proxy.ts'

type Rule = NonNullable<FaultSettings['rules']>[number]

/** Not the login: Salesforce goes on issuing tokens. */
const api = { path: '/services/data' }

/** The enricher is the first to need it. What it holds back does not reach the sink. */
export const salesforceOutage = circuitOpened('salesforce', 'enricher')

export const salesforceDown: Fault = {
  name: 'salesforce-down',
  what: 'Salesforce refuses connections for 60 s (15 s in the short form), at 50 calls/s',
  isShort: true,
  ratePerSecond: 50,
  drainWithinMs: 180_000,
  signs: [salesforceOutage],
  async during({ bench, hold }) {
    await bench.proxies.salesforce.set({ kind: 'refuse' })
    await hold(60_000, 15_000)
    await bench.proxies.salesforce.set({ kind: 'pass' })
  },
}

const salesforceDownToSink: Fault = {
  name: 'salesforce-down-to-sink',
  what: 'Salesforce refuses connections of the sink, and only of the sink',
  signs: [circuitOpened('salesforce', 'sink')],
  async during({ bench, hold }) {
    const ways = together(bench.waysToSalesforce.sink)
    await ways.set({ kind: 'refuse' })
    await hold(10_000)
    await ways.set({ kind: 'pass' })
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
    async during({ bench: { salesforce }, hold, object }) {
      await salesforce.fail(...rules)
      await hold(durationMs)
      if (await hasIdleRule(salesforce)) object('a rule of the simulator was never applied')
      await salesforce.control('DELETE', '/faults')
    },
    ...changes,
  }
}

/** Whether one of the rules that are set has met no request. */
export async function hasIdleRule(simulator: Bench['salesforce']): Promise<boolean> {
  const { rules } = (await simulator.control('GET', '/faults')) as { rules: { applied: number }[] }
  return rules.some(({ applied }) => applied === 0)
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
export const rowLocks = {
  rules: ['Task', 'Contact'].map((object): Rule => ({
    match: { object },
    do: { recordError: lockedRow, rate: 0.1 },
  })),
  signs: [retriesSeen],
  deadLetters: { codes: ['SALESFORCE_ROW_LOCKED'], maxShare: 0.03 },
} as const satisfies { rules: Rule[] } & Partial<Fault>

export const salesforceFaults: readonly Fault[] = [
  salesforceDown,
  salesforceDownToSink,
  whileSalesforce('answers-503', 'answers 503 to everything', [answering(503, 'SERVER_UNAVAILABLE')], {
    signs: [salesforceOutage],
  }),
  whileSalesforce(
    'answers-429',
    'answers 429 with Retry-After',
    [answering(429, 'TOO_MANY_REQUESTS', { 'retry-after': '2' })],
    { signs: [salesforceOutage] },
  ),
  // No record is to blame when its neighbours fare better by chance.
  whileSalesforce('answers-503-at-times', 'answers 503 to 30 % of the requests', [
    { ...answering(503, 'SERVER_UNAVAILABLE'), probability: 0.3 },
  ]),
  whileSalesforce('answers-429-at-times', 'answers 429 to 30 % of the requests', [
    { ...answering(429, 'TOO_MANY_REQUESTS'), probability: 0.3 },
  ]),
  {
    name: 'salesforce-budget-spent',
    what: 'the org’s daily API allocation is used up (REQUEST_LIMIT_EXCEEDED), then refilled',
    signs: [salesforceOutage],
    async during({ bench, hold }) {
      await bench.salesforce.control('POST', '/limits', { used: 100_000, max: 100_000 })
      await hold(10_000)
      await bench.salesforce.control('POST', '/limits', { used: 0 })
    },
  },
  {
    name: 'salesforce-user-frozen',
    what: 'the integration user is frozen (tokens are issued, every request is 401), then well again',
    signs: [salesforceOutage],
    async during({ bench, hold }) {
      await bench.salesforce.control('POST', '/user', { frozen: true })
      await hold(10_000)
      await bench.salesforce.control('POST', '/user', { frozen: false })
    },
  },
  {
    name: 'salesforce-tokens-revoked',
    what: 'all tokens of Salesforce are revoked, every second',
    async during({ bench: { salesforce }, hold, object }) {
      for (let time = 0; time < 5; time++) {
        await salesforce.control('POST', '/tokens/revoke')
        await hold(1_000)
      }
      if (!(await salesforce.requests()).some(({ status }) => status === 401))
        object('no request was answered 401')
    },
  },
  whileSalesforce('hangs', 'never answers', [{ match: api, do: { hang: true } }], {
    signs: [salesforceOutage],
  }),
  whileSalesforce('cuts-after-writing', 'breaks the connection of every third write after it was done', [
    { match: { ...api, method: 'PATCH' }, probability: 0.33, do: { cut: 'after' } },
  ]),
  whileSalesforce('row-locks', 'fails 10 % of the records with row locks', rowLocks.rules, {
    isShort: true,
    signs: rowLocks.signs,
    deadLetters: rowLocks.deadLetters,
  }),
  // At this rate it is next to impossible that none is rejected.
  whileSalesforce(
    'rejects-some',
    'rejects 1 % of the Tasks for good, at 50 calls/s',
    [{ match: { object: 'Task' }, do: { recordError: ruleBroken, rate: 0.01 } }],
    {
      ratePerSecond: 50,
      signs: [deadLettersSeen],
      deadLetters: { codes: ['SALESFORCE_RECORD_REJECTED'], maxShare: 0.03 },
    },
    30_000,
  ),
  whileSalesforce(
    'rejects-last-calls',
    'rejects 5 % of the contacts’ last calls for good',
    [{ match: { object: 'Contact' }, do: { recordError: ruleBroken, rate: 0.05 } }],
    {
      signs: [contactErrorsSeen],
      contactErrors: { codes: ['SALESFORCE_RECORD_REJECTED'], maxShare: 0.15 },
    },
    20_000,
  ),
]
