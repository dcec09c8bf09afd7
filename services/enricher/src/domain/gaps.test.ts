import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { fromWords, inWords } from './gaps.ts'
import type { Gap } from './gaps.ts'

const leg = (participantId: string | null) => ({ participantId })
const all: readonly Gap[] = ['conversation', 'wrap-up', 'recording']

it('what is missing is said in a word for each call', () => {
  const words = inWords([
    { call: leg('leg-1'), gaps: new Set(['wrap-up', 'recording']) },
    { call: leg('leg-2'), gaps: new Set() },
    { call: leg('leg-3'), gaps: new Set(['recording']) },
  ])
  expect(words).toBe('wrap-up:leg-1 recording:leg-1 recording:leg-3')
  expect(inWords([{ call: leg(null), gaps: new Set(['conversation']) }])).toBe('conversation')
  expect(inWords([{ call: leg('leg-1'), gaps: new Set() }])).toBe('')
})

it('is read of each call, and of no other', () => {
  const before = fromWords('wrap-up:leg-1 recording:leg-1 recording:leg-3')
  expect([...before(leg('leg-1'))]).toEqual(['wrap-up', 'recording'])
  expect([...before(leg('leg-2'))]).toEqual([])
  expect([...before(leg('leg-3'))]).toEqual(['recording'])
  expect([...before(leg(null))]).toEqual([])
})

it.each(['', ' ', 'transcript', 'recording:leg-1 transcript:leg-1', 'Recording', 'wrap-up  recording'])(
  'words that are not ours say that everything may be missing: %j',
  (text) => {
    expect([...fromWords(text)(leg('leg-1'))]).toEqual(all)
  },
)

it('is read as it was said, whatever participants are called', () => {
  const participantId = fc.oneof(
    fc.string({ maxLength: 8 }),
    fc.string({ unit: 'binary', maxLength: 4 }),
    fc.constantFrom('a b', 'recording', ':', '\ud800', 'x wrap-up:y'),
    fc.constant(null),
  )
  const call = fc.record({
    call: fc.record({ participantId }),
    gaps: fc.uniqueArray(fc.constantFrom(...all)),
  })
  const calls = fc.uniqueArray(call, {
    minLength: 1,
    maxLength: 4,
    selector: (one) => one.call.participantId?.toWellFormed(),
  })
  fc.assert(
    fc.property(calls, (said) => {
      fc.pre(said.some(({ gaps }) => gaps.length > 0))
      const words = inWords(said.map((one) => ({ call: one.call, gaps: new Set(one.gaps) })))
      const before = fromWords(words)
      for (const one of said) expect(before(one.call)).toEqual(new Set(one.gaps))
      expect(words).toMatch(/^[\x21-\x7e]+( [\x21-\x7e]+)*$/)
    }),
  )
})
