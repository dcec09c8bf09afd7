import type { CallStory } from './call-story.ts'
import type { Step } from './story-steps.ts'

/** A trace, and which of the steps it shows. */
export interface StoryTrace {
  readonly traceId: string
  readonly steps: readonly Step[]
}

/** The traces of a call, in the order in which they began. A wait of minutes and a replay begin a new one. */
export function tracesOf({ steps }: Pick<CallStory, 'steps'>): StoryTrace[] {
  const traced = Map.groupBy(
    steps.filter(({ traceId }) => traceId !== undefined),
    ({ traceId }) => traceId!,
  )
  return [...traced].map(([traceId, inTrace]) => ({ traceId, steps: inTrace }))
}

/** @param template with `{traceId}` in it */
export function traceUrlOf(template: string | null, traceId: string): string | undefined {
  return template?.replaceAll('{traceId}', traceId)
}
