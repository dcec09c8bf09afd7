import { expect, it } from 'vitest'
import { exportLines } from './run-stack.ts'

it('prints lines that a shell reads back unchanged', () => {
  expect(exportLines({ kafkaBrokers: '127.0.0.1:9092', schemaRegistryUrl: "http://h/a?b='c'" })).toEqual([
    'export KAFKA_BROKERS=127.0.0.1:9092',
    `export SCHEMA_REGISTRY_URL='http://h/a?b='\\''c'\\'''`,
  ])
})
