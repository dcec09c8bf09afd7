import { CommandLineError } from '@calltrail/runtime'
import { describe, expect, it } from 'vitest'
import { parseCommandLine, usage } from './command-line.ts'

describe('the command line', () => {
  it('stays up unless it is told to exit', () => {
    expect(parseCommandLine([])).toEqual({ kind: 'run', exitAfterReport: false })
    expect(parseCommandLine(['--exit'])).toEqual({ kind: 'run', exitAfterReport: true })
  })

  it.each(['--help', '-h'])('shows help for %s, whatever else is there', (option) => {
    expect(parseCommandLine(['--exit', option])).toEqual({ kind: 'help' })
  })

  it.each([['--exti'], ['samples'], ['--exit=now']])(
    'refuses %s in one sentence that tells where help is',
    (word) => {
      expect(() => parseCommandLine([word])).toThrow(CommandLineError)
      expect(() => parseCommandLine([word])).toThrow(/^[^\n]+\. 'npm start -- --help' shows what there is\.$/)
    },
  )

  it('documents every option it takes', () => {
    expect(usage).toContain('--exit')
    expect(usage).toContain('--help')
  })
})
