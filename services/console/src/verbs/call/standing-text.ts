import type { StageName } from '@calltrail/schemas'
import type { CallStory, Pending } from '../../domain/call-story.ts'
import { durationInWords } from '../../domain/duration.ts'
import type { Standing } from '../../domain/standing.ts'
import { passageOf } from '../../domain/standing.ts'
import { clockText, counted } from '../../table.ts'

export interface StandingText {
  /** The whole of it at one glance. */
  readonly word: string
  readonly lines: readonly string[]
}

interface Moment {
  readonly processes: ReadonlyMap<StageName, number>
  /** Epoch milliseconds. */
  readonly now: number
}

/** Where a call is, and what may be done about it. */
export function standingText(standing: Standing, story: CallStory, moment: Moment): StandingText {
  const later = story.pending
    .filter((pending) => standing.kind !== 'waiting' || pending !== standing.for)
    .flatMap((pending) => pendingLines(pending, moment))
  const { word, lines } = standingWords(standing, story, moment)
  return { word, lines: [...lines, ...later] }
}

function standingWords(standing: Standing, story: CallStory, moment: Moment): StandingText {
  switch (standing.kind) {
    case 'logged': {
      const passageMs = passageOf(story)
      const after = passageMs === undefined ? '' : ` ${durationInWords(passageMs)} after it was accepted`
      return { word: 'logged', lines: [`in Salesforce${after}`] }
    }
    case 'skipped':
      return { word: 'skipped', lines: ['not in Salesforce, on purpose'] }
    case 'resolved':
      return { word: 'resolved', lines: ['not in Salesforce; somebody has said that it need not be'] }
    case 'dead-lettered':
      return {
        word: 'given up',
        lines: [
          'not in Salesforce. To look at it, and to try it again when its cause is mended:',
          `calltrail dead-letters show ${standing.handle}`,
          `calltrail dead-letters replay ${standing.handle}`,
        ],
      }
    case 'waiting':
      return {
        word: standing.for.says === 'retry' ? 'waits for a retry' : 'under way',
        lines: pendingLines(standing.for, moment),
      }
    case 'became':
      return { word: 'told on', lines: [`as ${standing.eventIds.join(', ')}`] }
    case 'unaccounted':
      return {
        word: 'not accounted for',
        lines: [
          'a stage is done with it, and nothing tells what has come of it. A copy of a call of long ago is',
          "dropped without a word. 'calltrail reconcile --salesforce' asks Salesforce whether it has its Task.",
        ],
      }
  }
}

function pendingLines(pending: Pending, { processes, now }: Moment): string[] {
  const { stage, says, number, dueAt, before } = pending
  const nobody = processes.get(stage) === 0 ? [`no process of the ${stage} is running`] : []
  const away = durationInWords(Math.abs(dueAt - now))
  if (says === 'retry' || says === 'follow-up') {
    const when = dueAt > now ? `not before ${clockText(dueAt)}, in ${away}` : `due for ${away}`
    const what = says === 'retry' ? 'retry' : 'follow-up'
    return [`${what} ${number} of the ${stage}: ${when}`, ...nobody]
  }
  // What stands directly before it is a mark of a transaction, mostly.
  const queue = before <= 1 ? '' : `, behind up to ${counted(before, 'record')}`
  return [`waits for the ${stage} for ${away}${queue}`, ...nobody]
}
