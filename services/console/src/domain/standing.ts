/**
 * Where a call is at this moment.
 */
import { becameOf } from './call-story.ts'
import type { CallStory, Pending } from './call-story.ts'

export type Standing =
  | { readonly kind: 'logged' | 'skipped' | 'resolved' }
  | { readonly kind: 'dead-lettered'; readonly handle: string }
  /** A stage has not done its part yet. */
  | { readonly kind: 'waiting'; readonly for: Pending }
  /** Others of the conversation tell on. */
  | { readonly kind: 'became'; readonly eventIds: readonly string[] }
  /** A stage is done with it, and nothing tells what has come of it. */
  | { readonly kind: 'unaccounted' }

/** @param conversation all that is told of it, the story included */
export function standingOf(story: CallStory, conversation: readonly CallStory[]): Standing {
  const { fate, pending } = story
  if (fate?.kind === 'dead-lettered') return { kind: 'dead-lettered', handle: fate.handle }
  if (fate && fate.kind !== 'in-flight') return { kind: fate.kind }
  // A follow-up is of a call that has gone its way.
  const next = pending.findLast(({ says }) => says !== 'follow-up')
  if (next) return { kind: 'waiting', for: next }
  const eventIds = becameOf(story, conversation)
  return eventIds.length > 0 ? { kind: 'became', eventIds } : { kind: 'unaccounted' }
}

/** From when Kafka first had it until it was in Salesforce, milliseconds; undefined when it is not. */
export function passageOf({ steps }: CallStory): number | undefined {
  const accepted = steps.find(({ kind }) => kind === 'accepted')
  const logged = steps.find((step) => step.kind === 'logged' && step.call?.taskId != null)
  return accepted && logged ? logged.at - accepted.at : undefined
}
