/**
 * The topics that records of calls lie in, and what a record in each of them says.
 */
import { callsEnded, callsEnriched, callsLogged, stages } from '@calltrail/schemas'
import type { StageName } from '@calltrail/schemas'

export interface CallTopic {
  readonly name: string
  readonly says: 'accepted' | 'enriched' | 'logged' | 'retry' | 'follow-up' | 'dead-letter'
  /** Whose retries, follow-ups or dead letters they are; of events the stage that reads them, if one does. */
  readonly stage: StageName | undefined
  /** Which retry or follow-up, from 1 on; 0 elsewhere. */
  readonly number: number
  /** Whether the key is the conversation. */
  readonly isKeyedByConversation: boolean
}

const event = { number: 0, isKeyedByConversation: true } as const

export const acceptedTopic: CallTopic = {
  ...event,
  name: callsEnded.name,
  says: 'accepted',
  stage: 'enricher',
}
export const enrichedTopic: CallTopic = {
  ...event,
  name: callsEnriched.name,
  says: 'enriched',
  stage: 'sink',
  isKeyedByConversation: false,
}
export const loggedTopic: CallTopic = { ...event, name: callsLogged.name, says: 'logged', stage: undefined }

/** A topic from which a stage reads. */
export type StageInput = CallTopic & { readonly stage: StageName }

const tierTopics: readonly StageInput[] = stages.flatMap(({ stage, retryTiers, followUpTiers }) => [
  ...retryTiers.map((name, index) => tierTopic(stage, 'retry', name, index)),
  ...followUpTiers.map((name, index) => tierTopic(stage, 'follow-up', name, index)),
])

export const deadLetterTopics: readonly StageInput[] = stages.map(({ stage, deadLetters }) => ({
  name: deadLetters,
  says: 'dead-letter',
  stage,
  number: 0,
  isKeyedByConversation: false,
}))

/** Every topic that a stage reads: what it has not committed there waits. */
export const stageInputs: readonly StageInput[] = [acceptedTopic, enrichedTopic, ...tierTopics].filter(
  (topic): topic is StageInput => topic.stage !== undefined,
)

/**
 * All of them. Those in which a call ends stand before those in which it begins: whoever looks up in this order where the topics end
 * misses no beginning of what he sees the end of.
 */
export const callTopics: readonly CallTopic[] = [
  loggedTopic,
  ...deadLetterTopics,
  ...tierTopics,
  enrichedTopic,
  acceptedTopic,
]

function tierTopic(stage: StageName, says: 'retry' | 'follow-up', name: string, index: number): StageInput {
  return { name, says, stage, number: index + 1, isKeyedByConversation: false }
}
