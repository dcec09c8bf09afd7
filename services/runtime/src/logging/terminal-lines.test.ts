import { stripVTControlCharacters } from 'node:util'
import { expect, it } from 'vitest'
import { PipelineError } from '../errors.ts'
import { createLogger } from './logger.ts'

function terminalLog() {
  const lines: string[] = []
  const write = (line: string) => void lines.push(line)
  const log = createLogger('sink', { logLevel: 'info', logFormat: 'pretty' }, { write })
  return { log, lines, plainLines: () => lines.map(stripVTControlCharacters) }
}

it('an entry is one line: time, level, service, message, and its fields', () => {
  const { log, plainLines } = terminalLog()
  log.warn(
    { eventId: 'conversation-1:user-1', offset: '12', partition: 3, to: null, reason: 'two words' },
    'failed',
  )
  expect(plainLines()).toEqual([
    expect.stringMatching(
      /^\[\d\d:\d\d:\d\d\.\d{3}\] WARN: sink {2}failed {2}eventId=conversation-1:user-1 offset=12 partition=3 to=null reason="two words"\n$/,
    ),
  ])
})

it('an error is one line as well: what it says, where an error that is not ours was thrown, and their causes', () => {
  const { log, plainLines } = terminalLog()
  const cause = new TypeError('not a function')
  log.error({ err: new PipelineError('GENESYS_UNAVAILABLE', 'no answer', { cause }) }, 'not\nknown')
  expect(plainLines()).toEqual([
    expect.stringMatching(
      /ERROR: sink {2}not known {2}err="GENESYS_UNAVAILABLE: no answer, caused by TypeError: not a function \(at .*terminal-lines\.test\.ts:\d+:\d+\)+"\n$/,
    ),
  ])
})

it('what a stranger sent does not reach the terminal as a command', () => {
  const { log, lines } = terminalLog()
  log.info({ door: '\u001B]0;x\u0007\u009B2J', list: ['\u009B2J'] }, 'webhook\u009B2J \u001B[2J')
  for (const command of ['\u001B]', '\u001B[2J', '\u0007', '\u009B']) expect(lines[0]).not.toContain(command)
})

it('numbers are masked in a terminal, too', () => {
  const { log, plainLines } = terminalLog()
  log.info({ url: '/x?q=%2B15551234567' }, 'asked for +15551234567')
  expect(plainLines()[0]).toContain('asked for +…67  url=/x?q=+…67')
})
