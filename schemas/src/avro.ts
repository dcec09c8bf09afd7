import { readFileSync } from 'node:fs'
import type { EventName } from './topics.ts'

/** The text of an event's Avro schema, as it is registered. */
export function avroSchemaOf(event: EventName): string {
  return readFileSync(new URL(`../avro/${event}.avsc`, import.meta.url), 'utf8')
}
