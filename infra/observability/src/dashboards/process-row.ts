import type { Row } from './frame.ts'
import { graph, timeline } from './panels.ts'
import { chosen, perMinuteBy } from './queries.ts'

/** What every service has. */
export const processRow: Row = {
  heading: 'The processes of $service',
  panels: [
    timeline(
      {
        title: 'Reached',
        description: 'Red while Prometheus does not reach a process.',
        span: 8,
        queries: { '{{instance}}': 'max by (instance) (up{job="calltrail", service="$service"})' },
      },
      { whenDown: 0 },
    ),
    timeline(
      {
        title: 'What it depends on',
        description:
          'Red while a dependency is down for a process. Empty for those that depend on Kafka only.',
        span: 8,
        queries: {
          '{{dependency}}, {{instance}}': `max by (dependency, instance) (calltrail_circuit_open${chosen})`,
        },
      },
      { whenDown: 1 },
    ),
    graph({
      title: 'How long the event loop is held up',
      description:
        'Of a hundred turns, one is late by this much. Beyond a second, health checks begin to fail.',
      span: 8,
      unit: 's',
      queries: { '{{instance}}': `max by (instance) (nodejs_eventloop_delay_p99${chosen})` },
    }),
    graph({
      title: 'How busy it is',
      description:
        'Share of the time that the event loop works. At 100 % a process can do no more: add another.',
      span: 8,
      unit: 'percentunit',
      queries: { '{{instance}}': `max by (instance) (nodejs_eventloop_utilization${chosen})` },
    }),
    graph({
      title: 'Memory',
      description:
        'Heap in use. The spool of an ingress and the caches of an enricher have limits of their own.',
      span: 8,
      unit: 'bytes',
      queries: { '{{instance}}': `sum by (instance) (v8js_memory_heap_used${chosen})` },
    }),
    graph({
      title: 'Spans that are lost',
      description: 'A minute: not taken by the trace back-end, or dropped because too many waited.',
      span: 8,
      unit: 'short',
      queries: {
        '{{error_type}}': perMinuteBy(
          'error_type',
          'otel_sdk_processor_span_processed_total{service="$service", error_type!=""}',
        ),
      },
    }),
  ],
}
