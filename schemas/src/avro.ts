import { readFileSync } from 'node:fs'
import { readReleased } from './compatibility/contracts.ts'
import type { EventName } from './topics.ts'

/** The text of an event's Avro schema, as it is registered. */
export function avroSchemaOf(event: EventName): string {
  return readFileSync(new URL(`../avro/${event}.avsc`, import.meta.url), 'utf8')
}

/** The text of every version that was ever released of an event's Avro schema, oldest first. The newest is {@link avroSchemaOf}. */
export function releasedSchemasOf(event: EventName): string[] {
  return [...readReleased(event).values()]
}
