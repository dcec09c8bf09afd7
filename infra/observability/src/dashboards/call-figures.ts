import type { Row } from './frame.ts'
import { figure } from './panels.ts'
import { accepted, waitOf } from './queries.ts'

/** What became of the calls, in six numbers. */
export const callFigures: Row = {
  heading: 'Calls in the time that is shown',
  panels: [
    figure({
      title: 'Accepted',
      description: 'Events that the front door took, copies not counted.',
      span: 4,
      unit: 'short',
      queries: { accepted: `sum(increase(${accepted}[$__range]))` },
    }),
    figure({
      title: 'Logged',
      description: 'Calls that stand in Salesforce. A later revision of a call counts again.',
      span: 4,
      unit: 'short',
      queries: { logged: 'sum(increase(calltrail_logged_calls_total[$__range]))' },
    }),
    figure({
      title: 'Skipped on purpose',
      description:
        'Calls that the settings leave out: nobody has the number, it was internal, it was too short.',
      span: 4,
      unit: 'short',
      queries: { skipped: 'sum(increase(calltrail_skipped_calls_total[$__range]))' },
    }),
    figure({
      title: 'Became dead letters',
      description: 'Calls that a stage gave up on. They wait for somebody to look at them.',
      span: 4,
      unit: 'short',
      queries: { failed: 'sum(increase(calltrail_dead_letters_total[$__range]))' },
      alerts: [['CalltrailDeadLettersGrow', 'ticket']],
    }),
    figure({
      title: 'Share that fails',
      description: 'Of the calls of the last 15 minutes that came to an end, how many became dead letters.',
      span: 4,
      unit: 'percentunit',
      queries: { share: 'calltrail:failed_calls:ratio_rate15m' },
      alerts: [['CalltrailFailureRateHigh', 'ticket']],
    }),
    figure({
      title: 'Longest wait of 95 %',
      description: 'From the webhook to Salesforce: 95 % of the calls of the last 10 minutes took no longer.',
      span: 4,
      unit: 's',
      queries: { wait: waitOf(0.95) },
      alerts: [['CalltrailCallsLate', 'ticket']],
    }),
  ],
}
