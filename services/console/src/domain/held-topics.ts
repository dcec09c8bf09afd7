/**
 * The topics in which records may hold a person.
 */
import { callsEnded, callsLogged, eventTopics, stages } from '@calltrail/schemas'
import type { EventName, StageName } from '@calltrail/schemas'

export interface HeldTopic {
  readonly name: string
  /** What its values are. */
  readonly event: EventName
  /** The consumer group of the stage that works through it, if one does. */
  readonly stageGroup: string | undefined
  /** The stage whose dead letters they are. */
  readonly deadLettersOf: StageName | undefined
  /** Whether a call is not done with while a record of it waits here. What waits for another look is done. */
  readonly isWork: boolean
  /** Whether its stage tells copies of an event by those that came before, and reconciliation that a call has arrived. */
  readonly tellsArrivals: boolean
  /** Whether it is the book of what became of the calls of everybody. */
  readonly isLedger: boolean
}

const plain = {
  stageGroup: undefined,
  deadLettersOf: undefined,
  isWork: false,
  tellsArrivals: false,
  isLedger: false,
}

export const heldTopics: readonly HeldTopic[] = [
  ...eventTopics.map(({ name, event }) => {
    const reader = stages.find(({ input }) => input.name === name)
    return {
      ...plain,
      name,
      event,
      stageGroup: reader?.consumerGroup,
      isWork: reader !== undefined,
      tellsArrivals: name === callsEnded.name,
      isLedger: name === callsLogged.name,
    }
  }),
  ...stages.flatMap(({ stage, input: { event }, consumerGroup, retryTiers, followUpTiers, deadLetters }) => [
    ...retryTiers.map((name) => ({ ...plain, name, event, stageGroup: consumerGroup, isWork: true })),
    ...followUpTiers.map((name) => ({ ...plain, name, event, stageGroup: consumerGroup })),
    { ...plain, name: deadLetters, event, deadLettersOf: stage },
  ]),
]
