import { CustomVariableBuilder } from '@grafana/grafana-foundation-sdk/dashboard'
import { dashboard } from './frame.ts'
import type { Row } from './frame.ts'
import { graph, stacked } from './panels.ts'
import { processRow } from './process-row.ts'
import { chosen, perMinuteBy, quantile } from './queries.ts'

const services = ['ingress', 'enricher', 'sink', 'monitor']
const batches = 'messaging_process_duration_bucket'

const done = '{service="$service", error_type=""}'
const failed = '{service="$service", error_type!=""}'

const stage: Row = {
  heading: 'A stage: enricher or sink',
  panels: [
    stacked({
      title: 'Records a minute',
      description: 'Committed, by outcome. Those of retry come again, those of park are dead letters.',
      span: 12,
      unit: 'short',
      queries: { '{{outcome}}': perMinuteBy('outcome', `calltrail_done_records_total${chosen}`) },
    }),
    graph({
      title: 'How long a batch takes',
      description:
        'From its first record to its commit, without waiting out an outage. "Failed" is what had to be tried again.',
      span: 12,
      unit: 's',
      queries: {
        'done, 50 %': quantile(0.5, `${batches}${done}`, '$__rate_interval'),
        'done, 95 %': quantile(0.95, `${batches}${done}`, '$__rate_interval'),
        'failed, 95 %': quantile(0.95, `${batches}${failed}`, '$__rate_interval'),
      },
    }),
    graph({
      title: 'How far behind',
      description: 'The oldest record of each topic that is not committed, as the monitor sees it.',
      span: 12,
      unit: 's',
      queries: { '{{topic}}': 'max by (topic) (calltrail_consumer_lag_seconds{stage="$service"})' },
      alerts: [
        ['CalltrailConsumerLag', 'ticket'],
        ['CalltrailConsumerLag', 'page'],
      ],
    }),
    stacked({
      title: 'Retries a minute',
      description: 'By retry topic and error code.',
      span: 12,
      unit: 'short',
      queries: { '{{tier}}: {{code}}': perMinuteBy('tier, code', `calltrail_retries_total${chosen}`) },
    }),
  ],
}

const frontDoor: Row = {
  heading: 'The front door: ingress',
  panels: [
    stacked({
      title: 'Events taken a minute',
      description: 'By door and answer: accepted by Kafka, spooled on disk, or a duplicate.',
      span: 8,
      unit: 'short',
      queries: {
        '{{door}}: {{status}}': perMinuteBy('door, status', `calltrail_accepted_events_total${chosen}`),
      },
    }),
    stacked({
      title: 'Requests refused a minute',
      description:
        'By reason. A wrong signature or secret is Genesys’s settings or ours; a missing one is a stranger.',
      span: 8,
      unit: 'short',
      queries: { '{{reason}}': perMinuteBy('reason', `calltrail_refused_events_total${chosen}`) },
    }),
    graph({
      title: 'How full the spool is',
      description: 'Share of SPOOL_MAX_BYTES. More than nothing means that Kafka is away.',
      span: 8,
      unit: 'percentunit',
      queries: {
        '{{instance}}':
          'max by (instance) (calltrail_spool_bytes) / max by (instance) (calltrail_spool_limit_bytes)',
      },
      alerts: [['CalltrailSpoolNearlyFull', 'page']],
    }),
  ],
}

/** What one service does. Rows that are not its own stay empty. */
export const oneService = dashboard({
  name: 'service',
  title: 'one service',
  description: 'What the processes of one service do.',
  variables: [new CustomVariableBuilder('service').label('Service').values(services.join(','))],
  rows: [processRow, stage, frontDoor],
})
