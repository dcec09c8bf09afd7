import { dashboard } from './frame.ts'
import type { Row } from './frame.ts'
import { figure, graph, stacked } from './panels.ts'
import { perMinuteBy } from './queries.ts'

const now: Row = {
  heading: 'Now',
  panels: [
    figure({
      title: 'Open',
      description: 'Dead letters that wait for somebody, by the stage that gave up on them.',
      span: 6,
      unit: 'short',
      queries: { '{{stage}}': 'max by (stage) (calltrail_dead_letters_open)' },
    }),
    figure({
      title: 'The oldest that is open',
      description: 'Kafka keeps a dead letter for 30 days. What is open then is never logged.',
      span: 6,
      unit: 's',
      queries: { '{{stage}}': 'max by (stage) (calltrail_dead_letter_oldest_seconds)' },
      alerts: [
        ['CalltrailDeadLetterOld', 'ticket'],
        ['CalltrailDeadLetterOld', 'page'],
      ],
    }),
    figure({
      title: 'Replayed',
      description: 'Of those that Kafka still has, how many were sent through their stage again.',
      span: 6,
      unit: 'short',
      queries: { '{{stage}}': 'max by (stage) (calltrail_dead_letters_replayed)' },
    }),
    figure({
      title: 'Resolved',
      description: 'Of those that Kafka still has, how many need nothing more.',
      span: 6,
      unit: 'short',
      queries: { '{{stage}}': 'max by (stage) (calltrail_dead_letters_resolved)' },
    }),
  ],
}

const overTime: Row = {
  heading: 'How they came about',
  panels: [
    stacked({
      title: 'New dead letters',
      description: 'In each interval, by stage and error code. docs/errors.md says what each code means.',
      span: 12,
      unit: 'short',
      queries: {
        '{{stage}}: {{code}}':
          'sum by (stage, code) (increase(calltrail_dead_letters_total[$__rate_interval]))',
      },
    }),
    graph({
      title: 'Open',
      description: 'It falls when somebody replays or resolves them.',
      span: 12,
      unit: 'short',
      queries: { '{{stage}}': 'max by (stage) (calltrail_dead_letters_open)' },
    }),
    graph({
      title: 'Share of calls that fail',
      description: 'Of the last 15 minutes.',
      span: 12,
      unit: 'percentunit',
      queries: { 'of 15 minutes': 'calltrail:failed_calls:ratio_rate15m' },
      alerts: [['CalltrailFailureRateHigh', 'ticket']],
    }),
    stacked({
      title: 'Retries a minute',
      description: 'What may become a dead letter next, by stage, retry topic and error code.',
      span: 12,
      unit: 'short',
      queries: {
        '{{stage}} {{tier}}: {{code}}': perMinuteBy('stage, tier, code', 'calltrail_retries_total'),
      },
    }),
  ],
}

/** What the stages gave up on. */
export const deadLetters = dashboard({
  name: 'dead-letters',
  title: 'dead letters',
  description: 'Calls that a stage gave up on: how many wait, for how long, and why.',
  rows: [now, overTime],
})
