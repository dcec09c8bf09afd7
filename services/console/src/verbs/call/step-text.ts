/**
 * A step of a call's story in words.
 */
import type { Step } from '../../domain/story-steps.ts'
import { durationInWords } from '../../domain/duration.ts'
import { handleOf } from '../../domain/place.ts'
import { clockText, counted } from '../../table.ts'
import { describedCall, enrichedLines, loggedLines } from './event-text.ts'
import type { Links } from './links.ts'

export interface StepText {
  /** What happened, in a word or two. */
  readonly label: string
  /** Sentences without their full stop, each in a line of its own. */
  readonly lines: readonly string[]
}

/** An event that comes from the ingress's disk is this much later in Kafka. */
const spooledAfterMs = 5_000

/** @param step with personal data hidden, where it is to be */
export function stepText(step: Step, links: Links): StepText {
  switch (step.kind) {
    case 'accepted':
      return { label: acceptedLabels[step.sort], lines: acceptedLines(step) }
    case 'enriched':
      return { label: 'enriched', lines: step.call ? enrichedLines(step.call) : [unreadable] }
    case 'logged':
      return {
        label: step.call?.result === 'SKIPPED' ? 'skipped' : 'logged',
        lines: step.call ? loggedLines(step.call, links) : [unreadable],
      }
    case 'failed': {
      const { attempt, code, message, notBefore } = step.failure
      const due = notBefore === 0 ? '' : `, not before ${clockText(notBefore)}`
      return {
        label: 'failed',
        lines: [
          `attempt ${attempt} of the ${step.stage}: ${code ?? '(no code)'}: ${message ?? '(no message)'}`,
          `to be tried again${due} (retry ${step.retry})`,
        ],
      }
    }
    case 'follow-up': {
      const due = step.notBefore === 0 ? '' : ` at ${clockText(step.notBefore)}`
      const missing = step.missing === '' ? '' : `, for ${step.missing}`
      return {
        label: 'follow-up',
        lines: [`to be looked up again${due}${missing} (follow-up ${step.number})`],
      }
    }
    case 'dead': {
      const { attempts, code, message, place } = step.deadLetter
      return {
        label: 'given up',
        lines: [
          `by the ${place.stage} after ${counted(attempts, 'attempt')}: ${code ?? '(no code)'}: ${message ?? '(no message)'}`,
          `dead letter ${handleOf(place)}`,
        ],
      }
    }
    case 'said': {
      const { kind, by, reason, edited } = step.resolution
      const payload = edited ? ' with another payload' : ''
      const why = reason === undefined ? '' : `: ${reason}`
      return {
        label: kind,
        lines: [`dead letter ${handleOf(step.deadLetter.place)}${payload}, by ${by}${why}`],
      }
    }
  }
}

const unreadable = 'the record cannot be read'

const acceptedLabels = { first: 'accepted', copy: 'came again', revision: 'came again' } as const

function acceptedLines({ call, at, publishedAt, sort }: Step & { readonly kind: 'accepted' }): string[] {
  const waitedMs = publishedAt - at
  return [
    ...(sort === 'copy' ? ['with the same contents: a copy, which the enricher drops'] : []),
    ...(sort === 'revision' ? ['with other contents, such as notes: a revision'] : []),
    ...(sort === 'copy' ? [] : [call ? describedCall(call) : unreadable]),
    ...(waitedMs > spooledAfterMs ? [`Kafka had it ${durationInWords(waitedMs)} later`] : []),
  ]
}
