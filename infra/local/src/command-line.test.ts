import { describe, expect, it } from 'vitest'
import { parseCommandLine } from './command-line.ts'

describe('the command line', () => {
  it('keeps the data unless told otherwise', () => {
    expect(parseCommandLine([])).toEqual({ kind: 'run', fresh: false, secure: false })
    expect(parseCommandLine(['--fresh'])).toEqual({ kind: 'run', fresh: true, secure: false })
  })

  it('guards Kafka when that is asked for', () => {
    expect(parseCommandLine(['--secure'])).toEqual({ kind: 'run', fresh: false, secure: true })
  })

  it('shows help even beside other options', () => {
    expect(parseCommandLine(['--fresh', '--help'])).toEqual({ kind: 'help' })
  })

  it.each([
    [['--frsh'], "Unknown option '--frsh'. 'npm run stack -- --help' shows what there is."],
    [['fresh'], "Unexpected argument 'fresh'. 'npm run stack -- --help' shows what there is."],
  ])('refuses %j with one sentence', (args, sentence) => {
    expect(() => parseCommandLine(args)).toThrow(sentence)
  })
})
