import { expect, it } from 'vitest'
import { exportLines } from './run-stack.ts'

it('prints lines that a shell reads back unchanged', () => {
  expect(exportLines({ kafkaBrokers: '127.0.0.1:9092', schemaRegistryUrl: "http://h/a?b='c'" })).toEqual([
    'export KAFKA_BROKERS=127.0.0.1:9092',
    `export SCHEMA_REGISTRY_URL='http://h/a?b='\\''c'\\'''`,
  ])
})

it('prints also what services need to send their traces', () => {
  const environment = { TRACE_LINK: 'http://h/{traceId}' }
  expect(
    exportLines({ kafkaBrokers: 'k:1', schemaRegistryUrl: 'http://h', traces: { environment } }),
  ).toContain("export TRACE_LINK='http://h/{traceId}'")
})
