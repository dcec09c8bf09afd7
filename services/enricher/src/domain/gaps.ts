/**
 * What is still missing of an event's calls, in the words that its follow-ups carry: `wrap-up:leg-1 recording:leg-2`, say. Whoever follows
 * it up may be another process than the one that told it, so they are all that is remembered.
 */
import type { ToldCall } from './told-call.ts'

/** What may come later. Without its conversation nothing is said of a call's wrap-up. */
const allGaps = ['conversation', 'wrap-up', 'recording'] as const
export type Gap = (typeof allGaps)[number]
export type Gaps = ReadonlySet<Gap>

type Part = Pick<ToldCall, 'participantId'>

export function inWords(calls: readonly { readonly call: Part; readonly gaps: Gaps }[]): string {
  return calls.flatMap(({ call, gaps }) => [...gaps].map((gap) => wordFor(gap, call))).join(' ')
}

/** What was missing of each call. Words of a stranger, or of another version, say that everything may be. */
export function fromWords(text: string): (call: Part) => Gaps {
  const words = new Set(text.split(' '))
  const areOurs = [...words].every((word) =>
    allGaps.some((gap) => word === gap || word.startsWith(`${gap}:`)),
  )
  return (call) => new Set(allGaps.filter((gap) => !areOurs || words.has(wordFor(gap, call))))
}

/** The calls of one event are told apart by their participants; what the words are made of must not look like them. */
function wordFor(gap: Gap, { participantId }: Part): string {
  return participantId === null ? gap : `${gap}:${encodeURIComponent(participantId.toWellFormed())}`
}
