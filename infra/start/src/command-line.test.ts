import { CommandLineError } from '@calltrail/runtime'
import { describe, expect, it } from 'vitest'
import { parseCommandLine, usage } from './command-line.ts'

describe('the command line', () => {
  it('stays up unless it is told to exit', () => {
    expect(parseCommandLine([])).toMatchObject({ kind: 'run', exitAfterReport: false })
    expect(parseCommandLine(['--exit'])).toMatchObject({ kind: 'run', exitAfterReport: true })
  })

  it('runs on this machine unless it is told to use containers, which may begin with nothing', () => {
    expect(parseCommandLine([])).toMatchObject({ docker: false, fresh: false })
    expect(parseCommandLine(['--docker'])).toMatchObject({ docker: true, fresh: false })
    expect(parseCommandLine(['--docker', '--fresh'])).toMatchObject({ docker: true, fresh: true })
  })

  it.each(['--help', '-h'])('shows help for %s, whatever else is there', (option) => {
    expect(parseCommandLine(['--exit', option])).toEqual({ kind: 'help' })
  })

  it.each([['--exti'], ['samples'], ['--exit=now'], ['--fresh']])(
    'refuses %s in one sentence that tells where help is',
    (word) => {
      expect(() => parseCommandLine([word])).toThrow(CommandLineError)
      expect(() => parseCommandLine([word])).toThrow(/^[^\n]+\. 'npm start -- --help' shows what there is\.$/)
    },
  )

  it('documents every option it takes', () => {
    for (const option of ['--exit', '--docker', '--fresh', '--help']) expect(usage).toContain(option)
  })
})
