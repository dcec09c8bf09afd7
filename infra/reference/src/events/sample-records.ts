/**
 * What stands on the public topics after some of the sample calls, at times that are always the same.
 */
import { eventHeaders, lateHeader } from '@calltrail/runtime'
import { avroSchemaOf, callsEnriched, callsEnrichedMasked, callsLogged } from '@calltrail/schemas'
import type { EventName, Events, EventTopic, RecordSchema } from '@calltrail/schemas'
import { loadSamples } from '@calltrail/test/kit'
import { openPipeline } from './pipeline.ts'
import type { Pipeline } from './pipeline.ts'
import type { PublicEventName } from './public-events.ts'

/** A record of a topic, with its event as it is before it is encoded. */
export interface SampleRecord {
  readonly key: string
  readonly headers: Readonly<Record<string, string>>
  readonly event: object
}

/** What one look at a call brings to each public topic. */
export type SampleRecords = Readonly<Record<PublicEventName, SampleRecord>>

/** When what happens, in milliseconds after the end of the call. */
const afterMs = { received: 1_000, enriched: 2_000, followedUp: 62_000 }
const untilLoggedMs = 1_000

/** The trace of W3C's own examples: where tracing is on, each record has one. */
const traceHeader = { traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01' }

/**
 * Sends samples through the pipeline, one after the other. Each brings its records, and those of a later look at it where that finds more.
 * @param names of the samples' files, such as `01-inbound-as-documented`
 * @throws when one of them does not come through
 */
export async function sampleRecords(names: readonly string[]): Promise<SampleRecords[][]> {
  let now = 0
  const samples = await loadSamples()
  await using pipeline = await openPipeline(() => now)

  async function recordsOf(name: string): Promise<SampleRecords[]> {
    const sample = samples.find((sample) => sample.name === name)
    if (!sample || !('payload' in sample)) throw new Error(`there is no sample call ${name}`)
    const endedAt = Date.parse(String(sample.payload['endTime']))
    now = endedAt + afterMs.received
    const call = pipeline.accept(sample.payload)
    now = endedAt + afterMs.enriched
    const first = await pipeline.enrich(call)
    const records = [await published(first, { isLate: false })]
    if (!('followUp' in first) || !first.followUp) return records
    now = endedAt + afterMs.followedUp
    const second = await pipeline.enrich(call, first.followUp)
    return second.kind === 'emit' ? [...records, await published(second, { isLate: true })] : records
  }

  async function published(
    enriched: Awaited<ReturnType<Pipeline['enrich']>>,
    { isLate }: { readonly isLate: boolean },
  ): Promise<SampleRecords> {
    if (enriched.kind !== 'emit') throw new Error(`a sample call became ${JSON.stringify(enriched)}`)
    const event = withoutSignature(enriched.event)
    const masked = pipeline.mask(event)
    const atEnricher = { source: '/calltrail/enricher', now, isLate }
    now += untilLoggedMs
    const logged = await pipeline.log(enriched.event, isLate)
    if (logged.kind !== 'emit') throw new Error(`a sample call became ${JSON.stringify(logged)}`)
    return {
      'calls.enriched.v1': recordOf(callsEnriched, event, atEnricher),
      'calls.enriched.masked.v1': recordOf(callsEnrichedMasked, masked, atEnricher),
      'calls.logged.v1': recordOf(callsLogged, logged.event, { source: '/calltrail/sink', now, isLate }),
    }
  }

  const all: SampleRecords[][] = []
  for (const name of names) all.push(await recordsOf(name))
  return all
}

/** A presigned address is a thousand characters of signature, which look like a key that was lost. */
function withoutSignature<Event extends { readonly recordingUrl?: string | null }>(event: Event): Event {
  if (!event.recordingUrl) return event
  const url = new URL(event.recordingUrl)
  const kept = [...url.searchParams].filter(([name]) => /^X-Amz-(Date|Expires)$/.test(name))
  url.search = new URLSearchParams(kept).toString()
  return { ...event, recordingUrl: url.href }
}

function recordOf<Event extends EventName>(
  topic: EventTopic<Event>,
  event: Events[Event],
  sent: { readonly source: string; readonly now: number; readonly isLate: boolean },
): SampleRecord {
  const headers = {
    ...(eventHeaders(topic.event, event.eventId, sent.source, sent.now) as Record<string, string>),
    ...(sent.isLate && lateHeader),
    ...traceHeader,
  }
  return { key: topic.key(event), headers, event: inSchemaOrder(topic, event) }
}

function inSchemaOrder<Event extends EventName>(topic: EventTopic<Event>, event: Events[Event]): object {
  const { fields } = JSON.parse(avroSchemaOf(topic.event)) as RecordSchema
  const values: Readonly<Record<string, unknown>> = { ...event }
  return Object.fromEntries(fields.map(({ name }) => [name, values[name]]))
}
