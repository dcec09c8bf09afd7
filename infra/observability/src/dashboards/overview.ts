import { callFigures } from './call-figures.ts'
import { dashboard } from './frame.ts'
import type { Row } from './frame.ts'
import { graph, stacked, timeline } from './panels.ts'
import { accepted, perMinute, perMinuteBy, waitOf } from './queries.ts'

const flow: Row = {
  heading: 'Do calls get through?',
  panels: [
    graph({
      title: 'Calls a minute',
      description: 'What comes in and what becomes of it.',
      span: 12,
      unit: 'short',
      queries: {
        accepted: perMinute(accepted),
        logged: perMinute('calltrail_logged_calls_total'),
        skipped: perMinute('calltrail_skipped_calls_total'),
        failed: perMinute('calltrail_dead_letters_total'),
      },
    }),
    graph({
      title: 'How long the oldest call waits',
      description:
        'As the monitor sees it from outside. Retries and follow-ups count from when they are due.',
      span: 12,
      unit: 's',
      queries: { '{{stage}}: {{topic}}': 'max by (stage, topic) (calltrail_consumer_lag_seconds)' },
      alerts: [
        ['CalltrailConsumerLag', 'ticket'],
        ['CalltrailConsumerLag', 'page'],
      ],
    }),
    timeline(
      {
        title: 'What Calltrail depends on',
        description:
          'Red while a dependency is down or refuses us. Calls wait for Salesforce and the registry, not for Genesys.',
        span: 12,
        queries: { '{{dependency}}': 'max by (dependency) (calltrail_circuit_open)' },
      },
      { whenDown: 1 },
    ),
    timeline(
      {
        title: 'Processes',
        description: 'Red while Prometheus does not reach a process.',
        span: 12,
        queries: { '{{service}} {{instance}}': 'max by (service, instance) (up{job="calltrail"})' },
      },
      { whenDown: 0 },
    ),
  ],
}

const quality: Row = {
  heading: 'How well?',
  panels: [
    graph({
      title: 'From webhook to Salesforce',
      description: 'Half, 95 % and 99 % of the calls took no longer than this.',
      span: 12,
      unit: 's',
      queries: { '50 %': waitOf(0.5), '95 %': waitOf(0.95), '99 %': waitOf(0.99) },
      alerts: [['CalltrailCallsLate', 'ticket']],
    }),
    graph({
      title: 'Share of calls that fail',
      description: '0.5 % is what is promised. The lines are where an alert begins.',
      span: 12,
      unit: 'percentunit',
      queries: {
        'of one hour': 'calltrail:failed_calls:ratio_rate1h',
        'of six hours': 'calltrail:failed_calls:ratio_rate6h',
      },
      alerts: [
        ['CalltrailErrorBudgetBurnsSlowly', 'ticket'],
        ['CalltrailErrorBudgetBurnsFast', 'page'],
      ],
    }),
    stacked({
      title: 'How contacts were found',
      description: 'Enriched calls a minute, by contactMatch.',
      span: 8,
      unit: 'short',
      queries: { '{{match}}': perMinuteBy('match', 'calltrail_contact_matches_total') },
    }),
    stacked({
      title: 'Why calls were skipped',
      description:
        'A minute, by reason. Far more UNKNOWN_CALLER than usual may mean that contacts are hidden from us.',
      span: 8,
      unit: 'short',
      queries: { '{{reason}}': perMinuteBy('reason', 'calltrail_skipped_calls_total') },
    }),
    stacked({
      title: 'What became of recordings',
      description: 'Enriched calls a minute, by recordingStatus.',
      span: 8,
      unit: 'short',
      queries: { '{{status}}': perMinuteBy('status', 'calltrail_recordings_total') },
    }),
  ],
}

/** The first look after a complaint or a page. */
export const overview = dashboard({
  name: 'overview',
  title: 'overview',
  description: 'Whether calls get through, in time, and with what they should have.',
  rows: [callFigures, flow, quality],
})
