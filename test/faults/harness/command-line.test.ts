import { expect, it } from 'vitest'
import { parseCommandLine } from './command-line.ts'

it('nothing given means everything, at 20 calls a second', () => {
  expect(parseCommandLine([])).toEqual({ only: [], short: false, list: false, rate: 20, seed: 1 })
})

it('takes several faults, a rate, a seed and a file', () => {
  expect(
    parseCommandLine(['--only', 'calm', 'poison', '--rate', '50', '--seed', '7', '--json', 'x']),
  ).toEqual({
    only: ['calm', 'poison'],
    short: false,
    list: false,
    rate: 50,
    seed: 7,
    json: 'x',
  })
})

it.each([['--rate', '0'], ['--rate', 'fast'], ['--fast'], ['poison']])('refuses %s %s', (...args) => {
  expect(() => parseCommandLine(args)).toThrow()
})
