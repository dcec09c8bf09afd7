import type { ToldConversation } from '../../call/tell-call.ts'
import type { CallStory, Pending } from '../../domain/call-story.ts'
import type { Step } from '../../domain/story-steps.ts'
import { meaningOf } from '../../domain/dead-letter.ts'
import { handleOf } from '../../domain/place.ts'
import { passageOf, standingOf } from '../../domain/standing.ts'
import { tracesOf } from '../../domain/story-traces.ts'
import type { Links } from './links.ts'
import { shownStep } from './shown-call.ts'
import { stepText } from './step-text.ts'

interface DocumentView {
  readonly links: Links
  /** Whether personal data may be seen. */
  readonly reveal: boolean
}

/** The stories of a conversation for programs. Its names are a contract: they are only added to. */
export function storyDocument({ conversationId, stories, processes }: ToldConversation, view: DocumentView) {
  return {
    conversationId,
    revealed: view.reveal,
    processes: Object.fromEntries(processes),
    events: stories.map((story) => ({
      eventId: story.eventId,
      ...standingDocument(story, stories),
      afterMs: passageOf(story) ?? null,
      steps: story.steps.map((step) => stepDocument(shownStep(step, view.reveal), view.links)),
      pending: story.pending.map(pendingDocument),
      traces: tracesOf(story).map(({ traceId, steps }) => ({
        traceId,
        link: view.links.trace(traceId) ?? null,
        shows: [...new Set(steps.map(({ kind }) => kind))],
      })),
    })),
  }
}

function standingDocument(story: CallStory, conversation: readonly CallStory[]) {
  const standing = standingOf(story, conversation)
  return {
    state: standing.kind,
    ...(standing.kind === 'dead-lettered' && { handle: standing.handle }),
    ...(standing.kind === 'became' && { became: standing.eventIds }),
  }
}

function stepDocument(step: Step, links: Links) {
  const { kind, at, traceId } = step
  const { lines } = stepText(step, links)
  return {
    at: new Date(at).toISOString(),
    kind,
    text: lines.join('; '),
    traceId: traceId ?? null,
    ...detailsOf(step, links),
  }
}

function detailsOf(step: Step, links: Links): Record<string, unknown> {
  switch (step.kind) {
    case 'accepted':
      return { sort: step.sort, publishedAt: timeOf(step.publishedAt), event: step.call ?? null }
    case 'enriched':
      return { event: step.call ?? null }
    case 'logged': {
      const taskId = step.call?.taskId ?? null
      return { taskLink: (taskId && links.task(taskId)) ?? null, event: step.call ?? null }
    }
    case 'failed': {
      const { attempt, code, message, notBefore } = step.failure
      return {
        stage: step.stage,
        attempt,
        ...reasonOf({ code, message }),
        retry: step.retry,
        notBefore: timeOf(notBefore),
      }
    }
    case 'follow-up':
      return { number: step.number, missing: step.missing, notBefore: timeOf(step.notBefore) }
    case 'dead': {
      const { place, attempts } = step.deadLetter
      const state = step.resolution?.kind ?? 'open'
      return { stage: place.stage, handle: handleOf(place), state, attempts, ...reasonOf(step.deadLetter) }
    }
    case 'said':
      return {
        handle: handleOf(step.deadLetter.place),
        by: step.resolution.by,
        reason: step.resolution.reason ?? null,
      }
  }
}

function reasonOf({
  code,
  message,
}: {
  readonly code: string | undefined
  readonly message: string | undefined
}) {
  return { code: code ?? null, meaning: meaningOf(code) ?? null, message: message ?? null }
}

function pendingDocument({ dueAt, ...pending }: Pending) {
  return { ...pending, dueAt: timeOf(dueAt) }
}

/** Null for the time that a header does not tell. */
function timeOf(epochMs: number): string | null {
  return epochMs === 0 ? null : new Date(epochMs).toISOString()
}
