import { dashboard } from './frame.ts'
import type { Row } from './frame.ts'
import { figure, graph, stacked, timeline } from './panels.ts'
import type { AlertLine } from './thresholds.ts'
import { perMinuteBy } from './queries.ts'

const used = 'max(calltrail_salesforce_api_calls_used)'
const limit = 'max(calltrail_salesforce_api_calls_limit)'
const budgetAlerts: AlertLine[] = [
  ['CalltrailSalesforceBudgetLow', 'ticket'],
  ['CalltrailSalesforceBudgetSpent', 'page'],
]

const now: Row = {
  heading: 'The last 24 hours',
  panels: [
    figure({
      title: 'Used of the org’s API calls',
      description:
        'By Calltrail and all others. SALESFORCE_RESERVE_CALLS, 5 % by default, are never taken by Calltrail.',
      span: 6,
      unit: 'percentunit',
      queries: { used: `${used} / ${limit}` },
      alerts: budgetAlerts,
    }),
    figure({
      title: 'Left',
      description: 'API calls that the org may still make, for everybody.',
      span: 6,
      unit: 'short',
      queries: { left: `${limit} - ${used}` },
    }),
    figure({
      title: 'Calltrail’s own',
      description: 'API calls of all processes of Calltrail in 24 hours.',
      span: 6,
      unit: 'short',
      queries: { own: 'sum(increase(calltrail_salesforce_requests_total[24h]))' },
    }),
    figure({
      title: 'API calls for one logged call',
      description:
        'Of 24 hours. 2 to 4 when it is quiet, far fewer when it is busy, for requests are shared.',
      span: 6,
      unit: 'short',
      queries: {
        each: 'sum(increase(calltrail_salesforce_requests_total[24h])) / sum(increase(calltrail_logged_calls_total[24h]))',
      },
    }),
  ],
}

const overTime: Row = {
  heading: 'Over time',
  panels: [
    graph({
      title: 'Share of the org’s API calls that is used',
      description: 'A sliding day: it falls when the busy hour of yesterday is 24 hours ago.',
      span: 12,
      unit: 'percentunit',
      queries: { used: `${used} / ${limit}` },
      alerts: budgetAlerts,
    }),
    stacked({
      title: 'Calltrail’s requests a minute, by operation',
      description: 'Each is one API call. Several operations in one request are "composite".',
      span: 12,
      unit: 'short',
      queries: { '{{operation}}': perMinuteBy('operation', 'calltrail_salesforce_requests_total') },
    }),
    stacked({
      title: 'Calltrail’s requests a minute, by outcome',
      description: 'ok, or the error code. A failed request counts as an API call, too.',
      span: 12,
      unit: 'short',
      queries: { '{{outcome}}': perMinuteBy('outcome', 'calltrail_salesforce_requests_total') },
    }),
    timeline(
      {
        title: 'Salesforce',
        description: 'Red while it is down, refuses us, or has no API calls left for us: calls wait.',
        span: 12,
        queries: {
          '{{service}}': 'max by (service) (calltrail_circuit_open{dependency="salesforce"})',
        },
      },
      { whenDown: 1 },
    ),
  ],
}

/** What Calltrail takes of the org's daily API calls. */
export const salesforceBudget = dashboard({
  name: 'salesforce-budget',
  title: 'Salesforce budget',
  description: 'What is used of the org’s daily API calls, and by what.',
  rows: [now, overTime],
})
