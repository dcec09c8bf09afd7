import { expect, it } from 'vitest'
import { parseCommandLine } from './command-line.ts'

it('nothing given means all benches, in five rounds', () => {
  expect(parseCommandLine([])).toEqual({ names: [], rounds: 5, list: false, short: false })
})

it('takes several benches, rounds and files', () => {
  expect(parseCommandLine(['tracing', 'ingress', '--rounds', '3', '--json', 'x', '--markdown', 'y'])).toEqual(
    {
      names: ['tracing', 'ingress'],
      rounds: 3,
      list: false,
      short: false,
      json: 'x',
      markdown: 'y',
    },
  )
})

it('the short form has one round', () => {
  expect(parseCommandLine(['--short']).rounds).toBe(1)
})

it.each([['--rounds', '0'], ['--rounds', '1.5'], ['--rounds', 'many'], ['--fast']])(
  'refuses %s %s',
  (...args) => {
    expect(() => parseCommandLine(args)).toThrow()
  },
)
