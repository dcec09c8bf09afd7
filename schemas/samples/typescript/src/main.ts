/**
 * Prints each call of calls.enriched.v1 once, as a line of JSON.
 *
 * Its argument is the path of enriched-call.avsc; without one, that stands in the sample's folder.
 *
 * The kit reads committed records only, decodes them into our schema, drops what was handled before, and commits what was printed.
 */
import { readFileSync } from 'node:fs'
import { consumeEvents, enrichedCalls } from '@calltrail/consumer'

/** The type of enriched-call.avsc. */
interface Call {
  readonly eventId: string
  readonly revision: number
  readonly direction: string
  readonly customerPhone: string | null
  readonly contact: { readonly name: string } | null
  readonly lead: { readonly name: string } | null
  /** Epoch milliseconds. */
  readonly endedAt: number
  readonly durationSeconds: number
  readonly wrapUpNotes: string | null
  readonly outcome: string
}

const {
  KAFKA_BROKERS = '',
  SCHEMA_REGISTRY_URL = '',
  GROUP_ID = 'sample-typescript',
  CALLS_TOPIC,
} = process.env
let callsLeft = Number(process.env['CALLS'] ?? Infinity)
const schema = readFileSync(process.argv[2] ?? new URL('../enriched-call.avsc', import.meta.url), 'utf8')

const consumer = await consumeEvents(enrichedCalls.as<Call>(JSON.parse(schema) as object), {
  kafka: { brokers: KAFKA_BROKERS.split(',') },
  registryUrl: SCHEMA_REGISTRY_URL,
  groupId: GROUP_ID,
  ...(CALLS_TOPIC && { topic: CALLS_TOPIC }),
  onEvent(call) {
    console.log(lineOf(call))
    if (--callsLeft === 0) void consumer.stop()
  },
})
process.once('SIGINT', () => void consumer.stop())
await consumer.stopped

function lineOf(call: Call): string {
  return JSON.stringify({
    endedAt: new Date(call.endedAt).toISOString(),
    eventId: call.eventId,
    revision: call.revision,
    direction: call.direction,
    seconds: call.durationSeconds,
    phone: call.customerPhone,
    contact: call.contact?.name ?? null,
    lead: call.lead?.name ?? null,
    outcome: call.outcome,
    notes: call.wrapUpNotes,
  })
}
