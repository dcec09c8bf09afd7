import { callsLogged, conversationIdOf } from '@calltrail/schemas'
import { readResolutionsOf } from '../dead-letters/resolutions.ts'
import { deadLetterRecordOf } from '../domain/call-record.ts'
import type { CallRecord } from '../domain/call-record.ts'
import { acceptedTopic, deadLetterTopics, loggedTopic } from '../domain/call-topics.ts'
import { deadLetterOf } from '../domain/dead-letter.ts'
import type { DeadLetter } from '../domain/dead-letter.ts'
import { deadTrace, loggedTrace } from '../domain/event-trail.ts'
import type { Trace } from '../domain/event-trail.ts'
import { resolutionKey } from '../domain/place.ts'
import type { CallLedger } from '../ports/call-ledger.ts'
import type { CallRecords } from '../ports/call-records.ts'
import type { DeadLetterArchive } from '../ports/dead-letter-archive.ts'

// What was received stands last: of an event that is logged meanwhile, the arrival is then not missed.
const topics = [loggedTopic, ...deadLetterTopics, acceptedTopic]

/** A ledger that looks into the topics each time. */
export function callLedger(
  records: CallRecords,
  archive: Pick<DeadLetterArchive, 'readResolutions'>,
): CallLedger {
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

      async function visit(record: CallRecord): Promise<void> {
        const { eventId, topic, timestamp } = record
        if (eventId === undefined || !isWanted(conversationIdOf(eventId))) return
        if (topic.says === 'dead-letter') {
          dead.push(deadLetterOf(deadLetterRecordOf(record)))
        } else if (topic.says === 'logged') {
          const logged = await records.eventOf(callsLogged.event, record)
          // A value of ours that cannot be read tells nothing; the call then counts as in flight, where somebody will look.
          add(eventId, logged && loggedTrace(logged))
        } else {
          add(eventId, { kind: 'received', at: timestamp })
        }
      }

      await records.read({ extents: topics.map((topic) => ({ topic, since })), visit, signal })
      const said = await readResolutionsOf(archive, dead, signal)
      for (const deadLetter of dead) {
        add(deadLetter.eventId!, deadTrace(deadLetter, said.get(resolutionKey(deadLetter.place))))
      }
      return trails
    },
  }
}
