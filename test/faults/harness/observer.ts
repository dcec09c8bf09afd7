/**
 * Reads Kafka as another team would, read_committed, and notes what it sees of each event.
 */
import { connectRegistry, headerText } from '@calltrail/runtime'
import { callsEnded, callsEnriched, callsLogged, enricherTopics, sinkTopics } from '@calltrail/schemas'
import type { CallEnriched, CallLogged, StageName } from '@calltrail/schemas'
import type { Kafka, KafkaMessage } from 'kafkajs'
import { consumeForEver } from './consume-for-ever.ts'
import type { DeadLetterRecord, EnrichedRecord, LoggedRecord, Observed } from './books.ts'
import { revisionIn } from './traffic.ts'

/** A record that a stage gave up, byte for byte. */
export interface RawDeadLetter {
  readonly stage: StageName
  readonly key: Buffer | null
  readonly value: Buffer | null
  readonly code: string
}

export interface Observer extends AsyncDisposable {
  /** What was seen of the events whose id begins with `prefix`. */
  seen(prefix: string): Observed
  readonly deadLetters: readonly RawDeadLetter[]
  /** The last offset seen of each partition of a topic. */
  lastOffsets(topic: string): ReadonlyMap<number, bigint>
  /** When something was last read, epoch milliseconds. */
  lastReadAt(): number
}

interface Notes {
  readonly enriched: EnrichedRecord[]
  readonly logged: LoggedRecord[]
  readonly deadLetters: DeadLetterRecord[]
  readonly retried: Set<string>
  readonly keyless: { readonly eventId: string; readonly topic: string }[]
}

const stages = [enricherTopics, sinkTopics]
const deadLetterStage = new Map(stages.map(({ deadLetters, stage }) => [deadLetters, stage]))
const retryTopics = new Set(stages.flatMap(({ retryTiers }) => retryTiers))
const observedTopics = [
  callsEnded.name,
  callsEnriched.name,
  callsLogged.name,
  ...retryTopics,
  ...deadLetterStage.keys(),
]

export async function openObserver(kafka: Kafka, schemaRegistryUrl: string): Promise<Observer> {
  const registry = connectRegistry({ schemaRegistryUrl })
  const notesByRun = new Map<string, Notes>()
  const deadLetters: RawDeadLetter[] = []
  const offsets = new Map<string, Map<number, bigint>>()
  let lastReadAt = Date.now()

  const consumer = await consumeForEver(kafka, observedTopics, async ({ topic, partition, message }) => {
    if (!isNew(topic, partition, BigInt(message.offset))) return
    lastReadAt = Date.now()
    await note(topic, partition, message, lastReadAt)
  })

  /** After a lost connection everything is read again from the beginning: nothing was committed. */
  function isNew(topic: string, partition: number, offset: bigint): boolean {
    const known = offsets.get(topic) ?? new Map<number, bigint>()
    offsets.set(topic, known)
    if (offset <= (known.get(partition) ?? -1n)) return false
    known.set(partition, offset)
    return true
  }

  async function note(topic: string, partition: number, message: KafkaMessage, seenAt: number) {
    const eventId = headerText(message.headers, 'ce_id') ?? ''
    const notes = notesOf(eventId)
    if (message.key === null) notes.keyless.push({ eventId, topic })
    const stage = deadLetterStage.get(topic)
    if (topic === callsEnriched.name) {
      const event = (await registry.decode(message.value!).catch(() => undefined)) as CallEnriched | undefined
      // Poison that a fault has put there is its own matter.
      if (!event) return
      const key = message.key?.toString() ?? null
      const revision = revisionIn(event.attributes['notes'])
      notes.enriched.push({ eventId, revision, toldOrder: event.revision, key, partition, seenAt })
    } else if (topic === callsLogged.name) {
      const { result, contactError } = (await registry.decode(message.value!)) as CallLogged
      if (result === 'UNKNOWN') throw new Error(`${eventId} was logged with an unknown result`)
      notes.logged.push({ eventId, result, hasContactError: contactError !== null, seenAt })
    } else if (stage) {
      const code = headerText(message.headers, 'calltrail-error-code') ?? 'NONE'
      notes.deadLetters.push({ eventId, stage, code, seenAt })
      deadLetters.push({ stage, key: message.key, value: message.value, code })
    } else if (retryTopics.has(topic)) {
      notes.retried.add(eventId)
    }
  }

  function notesOf(eventId: string): Notes {
    const run = runOf(eventId)
    const known = notesByRun.get(run)
    if (known) return known
    const fresh: Notes = { enriched: [], logged: [], deadLetters: [], retried: new Set(), keyless: [] }
    notesByRun.set(run, fresh)
    return fresh
  }

  return {
    seen: (prefix) => notesOf(`${prefix}-`),
    deadLetters,
    lastOffsets: (topic) => offsets.get(topic) ?? new Map(),
    lastReadAt: () => lastReadAt,
    [Symbol.asyncDispose]: () => consumer[Symbol.asyncDispose](),
  }
}

/** Event ids are `<run>-<number>:<participant>`. */
function runOf(eventId: string): string {
  return eventId.split('-', 1)[0]!
}
