import { expect, it } from 'vitest'
import { parseCommandLine } from './command-line.ts'

it('everything is played unless something else is asked for', () => {
  expect(parseCommandLine([])).toEqual({ only: [], list: false })
})

it('alerts, and where to write, can be given', () => {
  expect(
    parseCommandLine([
      '--only',
      'CalltrailSpoolInUse',
      'CalltrailCallsLate',
      '--markdown',
      'table.md',
      '--logs',
      'logs',
    ]),
  ).toEqual({
    only: ['CalltrailSpoolInUse', 'CalltrailCallsLate'],
    list: false,
    markdown: 'table.md',
    logs: 'logs',
  })
})
