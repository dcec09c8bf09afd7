/**
 * What is seen of each event in Kafka, filed by run.
 */
import { headerText } from '@calltrail/runtime'
import {
  callsEnriched,
  callsEnrichedMasked,
  callsLogged,
  enricherTopics,
  sinkTopics,
} from '@calltrail/schemas'
import type { CallEnded, CallEnriched, CallEnrichedMasked, CallLogged, StageName } from '@calltrail/schemas'
import type { IHeaders, KafkaMessage } from 'kafkajs'
import type { DeadLetterRecord, EnrichedRecord, LoggedRecord, MaskedRecord, Observed } from './books.ts'
import { revisionIn } from './traffic.ts'

/** A record that a stage gave up, byte for byte. */
export interface RawDeadLetter {
  readonly stage: StageName
  readonly key: Buffer | null
  readonly value: Buffer | null
  readonly code: string
}

export interface Notebook {
  /**
   * Notes a record. One that was noted before is passed over: after a lost connection everything is read again from the beginning.
   * @throws {Error} when it cannot be decoded: it is not noted then, and may come again
   */
  take(topic: string, partition: number, message: KafkaMessage): Promise<void>
  /** What was seen so far of the events whose id begins with `prefix`. */
  seen(prefix: string): Observed
  readonly deadLetters: readonly RawDeadLetter[]
  /** The last offset seen of each partition of a topic. */
  lastOffsets(topic: string): ReadonlyMap<number, bigint>
  /** When something was last noted, epoch milliseconds. */
  lastReadAt(): number
}

/** The source of events that a fault plants. */
export const plantedSource = '/calltrail/faults'

/** Begins the ids of records that a fault plants so that nobody can read them. They are none of the books' business. */
export const poisonPrefix = 'poison'

interface Notes {
  readonly enriched: EnrichedRecord[]
  readonly masked: MaskedRecord[]
  readonly logged: LoggedRecord[]
  readonly deadLetters: DeadLetterRecord[]
  readonly retried: Set<string>
  readonly keyless: { readonly eventId: string; readonly topic: string }[]
}

const stages = [enricherTopics, sinkTopics]
const deadLetterStage = new Map(stages.map(({ deadLetters, stage }) => [deadLetters, stage]))
const eventTopics = new Set<string>([callsEnriched.name, callsEnrichedMasked.name, callsLogged.name])
const retryTopics = new Set(stages.flatMap(({ retryTiers }) => retryTiers))

/** @param decode the event in a record's value */
export function openNotebook(decode: (value: Buffer) => Promise<unknown>): Notebook {
  const notesByRun = new Map<string, Notes>()
  const deadLetters: RawDeadLetter[] = []
  const offsets = new Map<string, Map<number, bigint>>()
  let lastReadAt = Date.now()
  let latest = Promise.resolve()

  /** One record after the other: kafkajs reads on elsewhere while it hands over what it had read before. */
  function take(topic: string, partition: number, message: KafkaMessage): Promise<void> {
    const taken = latest.then(() => takeNext(topic, partition, message))
    latest = taken.catch(() => {})
    return taken
  }

  async function takeNext(topic: string, partition: number, message: KafkaMessage): Promise<void> {
    const offset = BigInt(message.offset)
    const known = offsets.get(topic) ?? new Map<number, bigint>()
    if (offset <= (known.get(partition) ?? -1n)) return
    const event = await eventIn(topic, message)
    note(topic, partition, message, event)
    // Only now: what could not be decoded comes again.
    known.set(partition, offset)
    offsets.set(topic, known)
    lastReadAt = Date.now()
  }

  /** Undefined where it is not needed, or rightly cannot be read. */
  async function eventIn(topic: string, { value, headers }: KafkaMessage): Promise<unknown> {
    if (value === null || isPoison(eventIdIn(headers))) return undefined
    if (eventTopics.has(topic)) return decode(value)
    return deadLetterStage.has(topic) ? decode(value).catch(() => undefined) : undefined
  }

  function note(topic: string, partition: number, message: KafkaMessage, event: unknown): void {
    const seenAt = Date.now()
    const eventId = eventIdIn(message.headers)
    const stage = deadLetterStage.get(topic)
    const code = headerText(message.headers, 'calltrail-error-code') ?? 'NONE'
    if (stage) deadLetters.push({ stage, key: message.key, value: message.value, code })
    if (isPoison(eventId)) return
    const notes = notesOf(eventId)
    if (message.key === null) notes.keyless.push({ eventId, topic })
    if (topic === callsEnriched.name) {
      const { attributes, revision: toldOrder, receivedAt } = event as CallEnriched
      const revision = revisionIn(attributes['notes'])
      const key = message.key?.toString() ?? null
      const isPlanted = headerText(message.headers, 'ce_source') === plantedSource
      notes.enriched.push({
        eventId,
        revision,
        receivedAt,
        toldOrder,
        key,
        partition,
        seenAt,
        ...(isPlanted && { isPlanted }),
      })
    } else if (topic === callsEnrichedMasked.name) {
      notes.masked.push({ eventId, toldOrder: (event as CallEnrichedMasked).revision })
    } else if (topic === callsLogged.name) {
      const { result, skipReason, contactError, receivedAt } = event as CallLogged
      notes.logged.push({ eventId, receivedAt, result, skipReason, contactError, seenAt })
    } else if (stage) {
      const { attributes, receivedAt = NaN } = (event ?? {}) as Partial<CallEnded | CallEnriched>
      const revision = attributes ? revisionIn(attributes['notes']) : NaN
      notes.deadLetters.push({ eventId, stage, revision, receivedAt, code, seenAt })
    } else if (retryTopics.has(topic)) {
      notes.retried.add(eventId)
    }
  }

  function notesOf(eventId: string): Notes {
    const run = runOf(eventId)
    const known = notesByRun.get(run)
    if (known) return known
    const fresh: Notes = {
      enriched: [],
      masked: [],
      logged: [],
      deadLetters: [],
      retried: new Set(),
      keyless: [],
    }
    notesByRun.set(run, fresh)
    return fresh
  }

  return {
    take,
    seen(prefix) {
      const { enriched, masked, logged, deadLetters, retried, keyless } = notesOf(`${prefix}-`)
      return {
        enriched: [...enriched],
        masked: [...masked],
        logged: [...logged],
        deadLetters: [...deadLetters],
        retried: new Set(retried),
        keyless: [...keyless],
      }
    },
    deadLetters,
    lastOffsets: (topic) => offsets.get(topic) ?? new Map(),
    lastReadAt: () => lastReadAt,
  }
}

/** Event ids are `<run>-<number>:<participant>`. */
function runOf(eventId: string): string {
  return eventId.split('-', 1)[0]!
}

function isPoison(eventId: string): boolean {
  return runOf(eventId) === poisonPrefix
}

function eventIdIn(headers: IHeaders | undefined): string {
  return headerText(headers, 'ce_id') ?? ''
}
