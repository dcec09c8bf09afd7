import { printable } from '../../console.ts'
import type { CallStory } from '../../domain/call-story.ts'
import type { Step } from '../../domain/story-steps.ts'
import { standingOf } from '../../domain/standing.ts'
import { tracesOf } from '../../domain/story-traces.ts'
import type { ToldConversation } from '../../call/tell-call.ts'
import { clockText, dateText } from '../../table.ts'
import { wrapped } from '../../wrapped.ts'
import type { Links } from './links.ts'
import { shownStep } from './shown-call.ts'
import { standingText } from './standing-text.ts'
import { stepText } from './step-text.ts'

interface StoryView {
  readonly links: Links
  /** Whether personal data may be seen. */
  readonly reveal: boolean
  /** Epoch milliseconds. */
  readonly now: number
  /** Characters. */
  readonly width: number
}

/** `10:00:31.204Z  ` */
const clockWidth = 15
const labelWidth = 12
const indent = clockWidth + labelWidth

/** The stories of a conversation for people, ending in a line break. */
export function storyText({ stories, processes }: ToldConversation, view: StoryView): string {
  const parts = stories.map((story) => {
    const standing = standingText(standingOf(story, stories), story, { processes, now: view.now })
    const lines = [
      `${printable(story.eventId)}: ${standing.word}`,
      ...stepLines(story.steps, view),
      ...row('Now', '', standing.lines, view.width),
      ...traceLines(story, view),
    ]
    return lines.map((line) => `${line}\n`).join('')
  })
  const note = view.reveal ? '' : "\nNumbers, names and free text are hidden; '--reveal' shows them.\n"
  return `${parts.join('\n')}${note}`
}

function stepLines(steps: readonly Step[], view: StoryView): string[] {
  let date = ''
  return steps.flatMap((step) => {
    const { label, lines } = stepText(shownStep(step, view.reveal), view.links)
    const dayLines = dateText(step.at) === date ? [] : [dateText(step.at)]
    date = dateText(step.at)
    return [...dayLines, ...row(clockText(step.at), label, lines, view.width)]
  })
}

function traceLines(story: CallStory, { links, width }: StoryView): string[] {
  return tracesOf(story).flatMap(({ traceId, steps }, index) => {
    const shown = [...new Set(steps.map((step) => stepText(step, links).label))].join(', ')
    return row(index === 0 ? 'Trace' : '', '', [links.trace(traceId) ?? traceId, `shows: ${shown}`], width)
  })
}

function row(first: string, label: string, texts: readonly string[], width: number): string[] {
  const lines = texts.flatMap((text) => wrapped(printable(text), Math.max(20, width - indent)))
  const head = `${first.padEnd(clockWidth)}${label.padEnd(labelWidth)}`
  return (lines.length === 0 ? [''] : lines).map((line, index) =>
    `${index === 0 ? head : ' '.repeat(indent)}${line}`.trimEnd(),
  )
}
