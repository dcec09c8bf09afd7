/**
 * Records as the AsyncAPI document describes them to other teams.
 */
import { readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import { parse } from 'yaml'
import type { WatchedRecord } from '../kit/index.ts'

interface Described {
  readonly headers: object
  readonly payload: { readonly schema: object }
  readonly bindings: { readonly kafka: { readonly key: object } }
}

const file = readFileSync(new URL('../../schemas/asyncapi.yaml', import.meta.url), 'utf8')
const { channels, components } = parse(file) as {
  readonly channels: Readonly<Record<string, { readonly messages: object }>>
  readonly components: { readonly messages: Readonly<Record<string, Described>> }
}
const ajv = new Ajv({ allErrors: true, formats: { 'date-time': (time) => !Number.isNaN(Date.parse(time)) } })

/** In what a record's key and headers differ from what the document says of its topic. */
export function differences({ topic, message }: WatchedRecord): unknown[] {
  const { headers, bindings } = describedOn(topic)
  const written = Object.entries(message.headers ?? {}).map(([name, value]) => [name, String(value)])
  return [
    ...against({ ...headers, additionalProperties: false }, Object.fromEntries(written)),
    ...against(bindings.kafka.key, message.key?.toString()),
  ]
}

/** The Avro schema of a topic's values, as the document has it. */
export function describedSchema(topic: string): object {
  return describedOn(topic).payload.schema
}

function describedOn(topic: string): Described {
  const [name] = Object.keys(channels[topic]!.messages)
  return components.messages[name!]!
}

function against(schema: object, value: unknown): unknown[] {
  return ajv.validate(schema, value) ? [] : (ajv.errors ?? [])
}
