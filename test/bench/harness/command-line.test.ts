import { expect, it } from 'vitest'
import { parseCommandLine, roundsOf } from './command-line.ts'

const nothing = { names: [], rounds: 5, list: false, short: false, record: false }

it('nothing given means all benches, in five rounds', () => {
  expect(parseCommandLine([])).toEqual(nothing)
})

it('takes several benches, rounds, a file, and whether results are kept', () => {
  expect(parseCommandLine(['tracing', 'ingress', '--rounds', '3', '--json', 'x', '--record'])).toEqual({
    ...nothing,
    names: ['tracing', 'ingress'],
    rounds: 3,
    json: 'x',
    record: true,
  })
})

it('a bench may know better how often it is measured', () => {
  const command = parseCommandLine(['--rounds', '3'])
  expect(roundsOf({}, command)).toBe(3)
  expect(roundsOf({ rounds: 1 }, command)).toBe(1)
  expect(roundsOf({ rounds: 7 }, command)).toBe(7)
})

it('the short form has one round, whatever else is said', () => {
  expect(roundsOf({ rounds: 7 }, parseCommandLine(['--short', '--rounds', '3']))).toBe(1)
})

it.each([['--rounds', '0'], ['--rounds', '1.5'], ['--rounds', 'many'], ['--fast'], ['--short', '--record']])(
  'refuses %s %s',
  (...args) => {
    expect(() => parseCommandLine(args)).toThrow()
  },
)
