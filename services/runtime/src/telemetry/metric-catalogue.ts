/**
 * The one list of Calltrail's own metrics. `docs/metrics.md` is written from it, and alerts, dashboards and runbooks may name nothing
 * else but what OpenTelemetry's conventions and Node give.
 */

interface MetricEntry {
  /** A counter's name gets `_total` where Prometheus reads it. */
  readonly kind: 'counter' | 'gauge' | 'histogram'
  /** Labels never hold ids of calls or people: each value is a time series of its own. */
  readonly labels: readonly string[]
  /** Of a histogram, in seconds. */
  readonly buckets?: readonly number[]
  readonly doc: string
}

const waits = [0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 120, 300, 600, 1_800, 3_600, 14_400, 86_400]
const works = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]

export const metricCatalogue = {
  calltrail_accepted_events: {
    kind: 'counter',
    labels: ['door', 'status'],
    doc: 'Events that were answered with 202, by door and status: accepted (Kafka has it), spooled (the disk has it) or duplicate.',
  },
  calltrail_ignored_events: {
    kind: 'counter',
    labels: ['door', 'reason'],
    doc: 'Events that were answered as ignored, by door and reason.',
  },
  calltrail_refused_events: {
    kind: 'counter',
    labels: ['door', 'reason'],
    doc: 'Requests to a door that were answered with 4xx or 5xx, by door and reason.',
  },
  calltrail_spool_events: {
    kind: 'gauge',
    labels: [],
    doc: 'Events that wait on disk for Kafka.',
  },
  calltrail_spool_bytes: { kind: 'gauge', labels: [], doc: 'Bytes of the events that wait on disk.' },
  calltrail_spool_limit_bytes: {
    kind: 'gauge',
    labels: [],
    doc: 'Bytes that the spool may take, SPOOL_MAX_BYTES.',
  },
  calltrail_spool_set_aside_events: {
    kind: 'gauge',
    labels: [],
    doc: 'Events on disk that cannot be published. They are tried again at the next start.',
  },
  calltrail_done_records: {
    kind: 'counter',
    labels: ['stage', 'outcome'],
    doc: 'Records that a stage has committed, by outcome: emit, split, skip, retry or park. What is retried comes again, unless it is a follow-up and was the last one.',
  },
  calltrail_skipped_records: {
    kind: 'counter',
    labels: ['stage', 'reason'],
    doc: 'Records that a stage had nothing to make of, by reason: COPY, or NO_NEWS of a follow-up.',
  },
  calltrail_retries: {
    kind: 'counter',
    labels: ['stage', 'tier', 'code'],
    doc: 'Records sent to a retry topic, by its number and the error code.',
  },
  calltrail_dead_letters: {
    kind: 'counter',
    labels: ['stage', 'code'],
    doc: 'Records sent to the dead letters, by error code.',
  },
  'messaging.process.duration': {
    kind: 'histogram',
    labels: ['messaging.destination.name', 'messaging.consumer.group.name', 'error.type'],
    buckets: works,
    doc: 'How long a stage worked on a batch of a topic until it could be committed, or had to be tried again: then with the error code. To wait out an outage is not part of it.',
  },
  'messaging.client.consumed.messages': {
    kind: 'counter',
    labels: ['messaging.destination.name', 'messaging.consumer.group.name'],
    doc: 'Records that a stage has read of a topic and committed.',
  },
  'messaging.client.sent.messages': {
    kind: 'counter',
    labels: ['messaging.destination.name'],
    doc: 'Records that were sent to a topic and acknowledged or committed.',
  },
  'http.server.request.duration': {
    kind: 'histogram',
    labels: ['http.request.method', 'http.route', 'http.response.status_code'],
    buckets: works,
    doc: 'How long the ingress took to answer.',
  },
  calltrail_circuit_open: {
    kind: 'gauge',
    labels: ['dependency'],
    doc: '1 while a dependency is down and only probed, 0 while it works.',
  },
  calltrail_contact_matches: {
    kind: 'counter',
    labels: ['match'],
    doc: 'Enriched calls, by how their contact was found: the values of contactMatch.',
  },
  calltrail_recordings: {
    kind: 'counter',
    labels: ['status'],
    doc: 'Enriched calls, by what became of their recording: the values of recordingStatus.',
  },
  calltrail_logged_calls: {
    kind: 'counter',
    labels: ['result'],
    doc: 'Calls that were written to Salesforce, by result: created, or updated when the Task was there already, as with each later revision.',
  },
  calltrail_skipped_calls: {
    kind: 'counter',
    labels: ['reason'],
    doc: 'Calls that were not logged on purpose, by reason: the values of skipReason.',
  },
  calltrail_webhook_to_logged_seconds: {
    kind: 'histogram',
    labels: [],
    buckets: waits,
    doc: 'From the webhook’s arrival until Salesforce had confirmed a new Task.',
  },
  calltrail_call_end_to_logged_seconds: {
    kind: 'histogram',
    labels: [],
    buckets: waits,
    doc: 'From the end of the call until Salesforce had confirmed a new Task.',
  },
  calltrail_salesforce_requests: {
    kind: 'counter',
    labels: ['operation', 'outcome'],
    doc: 'Requests that Salesforce was sent, by operation and outcome (ok or the error code). Several operations in one request are composite. Those for a token are not counted, and one that was sent again with a fresh token is counted once.',
  },
  calltrail_salesforce_api_calls_used: {
    kind: 'gauge',
    labels: [],
    doc: 'API calls of the last 24 hours in the org, by Calltrail and all others. Shown once Salesforce has said so.',
  },
  calltrail_salesforce_api_calls_limit: {
    kind: 'gauge',
    labels: [],
    doc: 'API calls that the org may make in 24 hours.',
  },
  calltrail_genesys_requests_left: {
    kind: 'gauge',
    labels: [],
    doc: 'Requests that this process may still send to Genesys Cloud in the current minute. Shown once Genesys has said what it allows.',
  },
  calltrail_consumer_lag_records: {
    kind: 'gauge',
    labels: ['stage', 'topic', 'partition'],
    doc: 'Records that a stage has not committed yet. Told by the monitor from Kafka’s offsets, so also of a stage that is stuck or gone.',
  },
  calltrail_consumer_lag_seconds: {
    kind: 'gauge',
    labels: ['stage', 'topic', 'partition'],
    doc: 'How long the oldest record waits that a stage has not committed yet. Of retry and follow-up topics, how long it is overdue.',
  },
  calltrail_dead_letters_open: {
    kind: 'gauge',
    labels: ['stage'],
    doc: 'Dead letters that wait for somebody to replay or resolve them. Told by the monitor.',
  },
  calltrail_dead_letters_replayed: {
    kind: 'gauge',
    labels: ['stage'],
    doc: 'Dead letters in their topic that were replayed. Told by the monitor.',
  },
  calltrail_dead_letters_resolved: {
    kind: 'gauge',
    labels: ['stage'],
    doc: 'Dead letters in their topic that were resolved. Told by the monitor.',
  },
  calltrail_dead_letter_oldest_seconds: {
    kind: 'gauge',
    labels: ['stage'],
    doc: 'Age of the oldest dead letter that is open; 0 when there is none. Told by the monitor.',
  },
  calltrail_monitor_looked_seconds: {
    kind: 'gauge',
    labels: [],
    doc: 'Seconds since the monitor last succeeded in looking at Kafka.',
  },
} as const satisfies Record<string, MetricEntry>

export type MetricName = keyof typeof metricCatalogue

type NameOf<Kind extends MetricEntry['kind']> = {
  [Name in MetricName]: (typeof metricCatalogue)[Name]['kind'] extends Kind ? Name : never
}[MetricName]

export type CounterName = NameOf<'counter'>
export type GaugeName = NameOf<'gauge'>
export type HistogramName = NameOf<'histogram'>

/** What a metric must be told of each value. */
export type Labels<Name extends MetricName> = Readonly<
  Record<(typeof metricCatalogue)[Name]['labels'][number], string>
>

/** A metric's name as Prometheus reads it. Of a histogram it has `_bucket`, `_sum` and `_count` behind it. */
export function prometheusName(name: MetricName): string {
  const text = prometheusText(name)
  return metricCatalogue[name].kind === 'counter' ? `${text}_total` : text
}

/** The names of conventions have dots, of which Prometheus makes underscores; in labels, too. */
export function prometheusText(name: string): string {
  return name.replaceAll('.', '_')
}
