/**
 * The story of one event: what Kafka tells of it, in order, and where it is now.
 */
import type { StageName } from '@calltrail/schemas'
import type { CallRecord } from './call-record.ts'
import { deadLetterRecordOf } from './call-record.ts'
import { deadLetterOf } from './dead-letter.ts'
import { deadTrace, fateOf, loggedTrace } from './event-trail.ts'
import type { Fate, Trace } from './event-trail.ts'
import { failureOf } from './failure.ts'
import { resolutionKey } from './place.ts'
import { stepsOf } from './story-steps.ts'
import type { Said, Step, ToldRecord } from './story-steps.ts'

/** A record that its stage has not committed. */
export interface Pending {
  readonly stage: StageName
  readonly says: CallRecord['topic']['says']
  /** Which retry or follow-up; 0 elsewhere. */
  readonly number: number
  /** When it was to be taken, epoch milliseconds. */
  readonly dueAt: number
  /** How many records of its partition stand before it, at most. */
  readonly before: number
}

export interface CallStory {
  readonly eventId: string
  /** Undefined when nothing is told but that it failed, or is to be looked up again. */
  readonly fate: Fate | undefined
  readonly steps: readonly Step[]
  readonly pending: readonly Pending[]
}

export interface StorySources {
  readonly said: Said
  /** The first offset of a partition that its stage has not committed; undefined of topics that no stage reads. */
  readonly committed: (topic: string, partition: number) => number | undefined
}

/** @param told all records of one event */
export function callStoryOf(eventId: string, told: readonly ToldRecord[], sources: StorySources): CallStory {
  const inOrder = told.toSorted((a, b) => a.record.timestamp - b.record.timestamp)
  return {
    eventId,
    fate: fateOf(inOrder.flatMap((one) => traceOf(one, sources))),
    steps: stepsOf(inOrder, sources.said),
    pending: inOrder.flatMap((one) => pendingOf(one, sources)),
  }
}

function traceOf(told: ToldRecord, { said }: StorySources): Trace[] {
  const { record } = told
  switch (told.says) {
    case 'accepted':
    case 'enriched':
      return [{ kind: 'received', at: record.timestamp }]
    case 'logged':
      return told.call ? [loggedTrace(told.call)] : []
    case 'dead-letter': {
      const deadLetter = deadLetterOf(deadLetterRecordOf(record))
      return [deadTrace(deadLetter, said.get(resolutionKey(deadLetter.place)))]
    }
    case 'retry':
    case 'follow-up':
      return []
  }
}

/** What its stage has not committed. */
function pendingOf({ record }: ToldRecord, { committed }: StorySources): Pending[] {
  const { topic, partition, offset, timestamp } = record
  const { stage, says, number } = topic
  const done = committed(topic.name, partition)
  if (stage === undefined || says === 'dead-letter' || done === undefined || offset < done) return []
  const dueAt = (number > 0 && failureOf(record).notBefore) || timestamp
  return [{ stage, says, number, dueAt, before: offset - done }]
}

/**
 * The events that one was made into: the enricher makes one of each agent of what is about a whole conversation, or the other way
 * round. None when it has a story of its own, or still waits.
 */
export function becameOf(story: CallStory, conversation: readonly CallStory[]): string[] {
  if (hasOwnStory(story) || story.pending.length > 0) return []
  return conversation.filter((other) => other !== story && hasOwnStory(other)).map(({ eventId }) => eventId)
}

function hasOwnStory({ steps }: CallStory): boolean {
  return steps.some(({ kind }) => kind !== 'accepted')
}
