import { headerText, openEventReader, PipelineError } from '@calltrail/runtime'
import type { connectRegistry } from '@calltrail/runtime'
import { callsEnded, callsLogged, stages } from '@calltrail/schemas'
import type { CallLogged } from '@calltrail/schemas'
import type { Kafka, KafkaMessage } from 'kafkajs'
import { deadLetterOf } from '../domain/dead-letter.ts'
import type { DeadLetter } from '../domain/dead-letter.ts'
import type { Trace } from '../domain/event-trail.ts'
import { conversationIdOf } from '../domain/expected-events.ts'
import { handleOf, resolutionKey } from '../domain/place.ts'
import type { Resolution } from '../domain/resolution.ts'
import type { CallLedger } from '../ports/call-ledger.ts'
import type { DeadLetterArchive } from '../ports/dead-letter-archive.ts'
import { inWords, noTopic, notAnswering, withinDeadline } from './kafka-failure.ts'
import { readRecords } from './kafka-records.ts'
import { committedSpansSince } from './kafka-spans.ts'

const answerDeadlineMs = 10_000
const silenceMs = 30_000

interface Sources {
  readonly kafka: Kafka
  readonly brokers: readonly string[]
  readonly registry: ReturnType<typeof connectRegistry>
  /** For what was said of dead letters. */
  readonly archive: Pick<DeadLetterArchive, 'readResolutions'>
}

/** Owns a connection of its own, which it closes. */
export async function openKafkaCallLedger({
  kafka,
  brokers,
  registry,
  archive,
}: Sources): Promise<CallLedger & AsyncDisposable> {
  const admin = kafka.admin()
  await withinDeadline(admin.connect(), answerDeadlineMs, brokers)
  const existing = new Set(await withinDeadline(admin.listTopics(), answerDeadlineMs, brokers))
  const reader = openEventReader(registry, callsLogged)
  const deadLetterTopics = new Map(stages.map(({ stage, deadLetters }) => [deadLetters, stage]))
  // What was received stands last: of an event that is logged meanwhile, the arrival is then not missed.
  const topics = [callsLogged.name, ...deadLetterTopics.keys(), callsEnded.name]
  const missing = topics.find((topic) => !existing.has(topic))
  if (missing !== undefined) throw noTopic(brokers, missing)

  /** A value of ours that cannot be read tells nothing; the call then counts as in flight, where somebody will look. */
  async function loggedTrace({ value }: KafkaMessage): Promise<Trace | undefined> {
    try {
      return traceOf(await reader.decode(value))
    } catch (error) {
      if (error instanceof PipelineError && error.code === 'RECORD_UNDECODABLE') return undefined
      throw error
    }
  }

  return {
    async read(since, isWanted, signal) {
      const trails = new Map<string, Map<string, Trace[]>>()
      const dead: DeadLetter[] = []

      function add(eventId: string, trace: Trace | undefined): void {
        const conversationId = conversationIdOf(eventId)
        const trail = trails.get(conversationId) ?? new Map<string, Trace[]>()
        trails.set(
          conversationId,
          trail.set(eventId, [...(trail.get(eventId) ?? []), ...(trace ? [trace] : [])]),
        )
      }

      async function visit(topic: string, partition: number, message: KafkaMessage): Promise<void> {
        const eventId = headerText(message.headers, 'ce_id')
        if (eventId === undefined || !isWanted(conversationIdOf(eventId))) return
        const stage = deadLetterTopics.get(topic)
        if (stage !== undefined) {
          const place = { stage, partition, offset: Number(message.offset) }
          const { key, value, headers = {}, timestamp } = message
          dead.push(deadLetterOf({ place, key, value, headers, timestamp: Number(timestamp) }))
        } else if (topic === callsLogged.name) {
          add(eventId, await loggedTrace(message))
        } else {
          add(eventId, { kind: 'received', at: Number(message.timestamp) })
        }
      }

      try {
        const spans = []
        for (const topic of topics) {
          spans.push(
            ...(await withinDeadline(committedSpansSince(admin, topic, since), answerDeadlineMs, brokers)),
          )
        }
        await readRecords(kafka, {
          spans,
          async visit({ topic, partition }, messages) {
            for (const message of messages) await visit(topic, partition, message)
          },
          signal,
          silenceMs,
          onSilence: () => notAnswering(brokers, silenceMs),
        })
      } catch (error) {
        throw inWords(error, brokers)
      }
      const said = dead.length === 0 ? undefined : await resolutionsOf(archive, dead, signal)
      for (const deadLetter of dead) {
        add(deadLetter.eventId!, deadTrace(deadLetter, said?.get(resolutionKey(deadLetter.place))))
      }
      return trails
    },
    [Symbol.asyncDispose]: () => admin.disconnect(),
  }
}

/** A Task that holds a newer revision already is a Task. */
function traceOf({ result, skipReason }: CallLogged): Trace {
  if (result !== 'SKIPPED' || skipReason === 'SUPERSEDED') return { kind: 'logged' }
  return { kind: 'skipped', reason: skipReason ?? 'UNKNOWN' }
}

/** What was said last of each of the dead letters, by the key of its place. */
async function resolutionsOf(
  archive: Sources['archive'],
  dead: readonly DeadLetter[],
  signal: AbortSignal,
): Promise<Map<string, Resolution['value']>> {
  const wanted = new Map(dead.map(({ place, timestamp }) => [resolutionKey(place), timestamp]))
  const said = new Map<string, Resolution['value']>()
  await archive.readResolutions(({ place, value }) => {
    const key = resolutionKey(place)
    // A topic that is made anew has the same places again.
    if (wanted.get(key) === value.deadLetterTimestamp) said.set(key, value)
  }, signal)
  return said
}

function deadTrace({ place, code, failedAt }: DeadLetter, said: Resolution['value'] | undefined): Trace {
  const state = said?.kind ?? 'open'
  return { kind: 'dead', handle: handleOf(place), code, at: said ? Date.parse(said.at) : failedAt, state }
}
