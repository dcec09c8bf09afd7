import { expect, it } from 'vitest'
import { countSpans } from './span-counts.ts'

it('spans without an error were sent, those with one were lost', () => {
  const page = [
    '# TYPE otel_sdk_processor_span_processed_total counter',
    'otel_sdk_processor_span_processed_total{otel_component_name="batching_span_processor/0"} 40',
    'otel_sdk_processor_span_processed_total{error_type="queue_full"} 3',
    'otel_sdk_processor_span_processed_total{error_type=""} 2',
  ].join('\n')
  expect(countSpans(page)).toEqual({ sent: 42, lost: 3 })
})

it('a process that traces nothing has none', () => {
  expect(countSpans('calltrail_circuit_open{dependency="salesforce"} 0')).toEqual({ sent: 0, lost: 0 })
})
