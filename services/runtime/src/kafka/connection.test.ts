import { logLevel } from 'kafkajs'
import type { LogEntry } from 'kafkajs'
import { expect, it } from 'vitest'
import { createLogger } from '../logging/logger.ts'
import { sparingly } from '../logging/sparingly.ts'
import { logThrough } from './connection.ts'

function kafkaLog() {
  const lines: Record<string, unknown>[] = []
  const write = (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>)
  const log = createLogger('sink', { logLevel: 'debug', logFormat: 'json' }, { write })
  const writeEntry = logThrough(sparingly({ perMinute: 10 })(log))
  const say = (level: number, message: unknown, fields: object = {}) =>
    writeEntry({
      level,
      label: '',
      namespace: '',
      log: { message, timestamp: '', ...fields },
    } as unknown as LogEntry)
  return { say, lines }
}

it('a line of kafkajs weighs one level less than it says, and has neither its stack nor its time', () => {
  const { say, lines } = kafkaLog()
  say(logLevel.ERROR, 'Connection error: connect ECONNREFUSED 127.0.0.1:9092', {
    broker: '127.0.0.1:9092',
    stack: 'Error',
  })
  say(logLevel.WARN, 'The group is rebalancing, re-joining', { groupId: 'calltrail-sink' })
  say(logLevel.INFO, 'Stopped')
  expect(lines).toMatchObject([
    { level: 'warn', msg: 'Connection error: connect ECONNREFUSED 127.0.0.1:9092', broker: '127.0.0.1:9092' },
    { level: 'info', msg: 'The group is rebalancing, re-joining', groupId: 'calltrail-sink' },
    { level: 'debug', msg: 'Stopped' },
  ])
  expect(lines[0]).not.toHaveProperty('stack')
  expect(lines[0]).not.toHaveProperty('timestamp')
})

it('while a broker is away, its lines are few', () => {
  const { say, lines } = kafkaLog()
  for (let retryCount = 0; retryCount < 400; retryCount += 1) {
    say(logLevel.ERROR, 'Failed to connect to broker, reconnecting', { retryCount })
  }
  expect(lines).toHaveLength(10)
})

it('what an error quotes is masked in kafkajs’s lines about it', () => {
  const { say, lines } = kafkaLog()
  say(logLevel.ERROR, 'Crash: Error: no "Smith"', { error: 'no "Smith"' })
  say(logLevel.ERROR, new Error('no "Smith"'))
  expect(lines).toMatchObject([{ msg: 'Crash: Error: no “…”', error: 'no “…”' }, { msg: 'Error: no “…”' }])
})

it('what kafkajs says of every transactional producer, and does not apply, is not logged', () => {
  const { say, lines } = kafkaLog()
  say(logLevel.WARN, 'Limiting retries for the idempotent producer may invalidate EoS guarantees')
  expect(lines).toEqual([])
})
