/** Salesforce and Genesys are down, or Salesforce has no API calls left. */
import { aCallIsLogged } from '../harness/calls.ts'
import type { Scene } from '../harness/scene.ts'

const answers503 = { match: {}, do: { status: 503, body: [] } }

const salesforceDown: Scene = {
  name: 'salesforce-down',
  callsKeepComing: true,
  steps: [
    {
      what: 'Salesforce answers 503 to everything',
      act: ({ salesforce }) => salesforce.fail(answers503),
      fires: [
        {
          alert: 'CalltrailCircuitOpen',
          severity: 'page',
          labels: { dependency: 'salesforce' },
          withinSeconds: 30,
        },
      ],
    },
  ],
  heal: {
    what: 'Salesforce answers again',
    async act(bench) {
      await bench.salesforce.control('DELETE', '/faults')
      await aCallIsLogged(bench)
    },
  },
}

const genesysDown: Scene = {
  name: 'genesys-down',
  callsKeepComing: true,
  steps: [
    {
      what: 'Genesys answers 503 to everything',
      act: ({ genesys }) => genesys.fail(answers503),
      fires: [
        {
          alert: 'CalltrailCircuitOpen',
          severity: 'ticket',
          labels: { dependency: 'genesys' },
          withinSeconds: 30,
        },
      ],
    },
  ],
  heal: {
    what: 'Genesys answers again',
    act: async ({ genesys }) => void (await genesys.control('DELETE', '/faults')),
  },
}

const dailyCalls = 100_000

const budgetSpent: Scene = {
  name: 'salesforce-budget-spent',
  callsKeepComing: true,
  steps: [
    {
      what: 'others have used 85 % of the org’s API calls',
      act: async ({ salesforce }) =>
        void (await salesforce.control('POST', '/limits', { used: 0.85 * dailyCalls, max: dailyCalls })),
      fires: [{ alert: 'CalltrailSalesforceBudgetLow', severity: 'ticket', withinSeconds: 30 }],
    },
    {
      what: 'they have used 96 %',
      act: async ({ salesforce }) =>
        void (await salesforce.control('POST', '/limits', { used: 0.96 * dailyCalls })),
      fires: [{ alert: 'CalltrailSalesforceBudgetSpent', severity: 'page', withinSeconds: 30 }],
    },
  ],
  heal: {
    what: 'the org has API calls again',
    async act(bench) {
      await bench.salesforce.control('POST', '/limits', { used: 0 })
      await aCallIsLogged(bench)
    },
  },
}

export const vendorScenes: readonly Scene[] = [salesforceDown, genesysDown, budgetSpent]
