import { pino } from 'pino'
import { expect, it } from 'vitest'
import { PipelineError } from '../errors.ts'
import { sparingly } from './sparingly.ts'

function sparingLog({ perMinute }: { perMinute: number }) {
  const lines: Record<string, unknown>[] = []
  const clock = { now: 1_000 }
  const write = (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>)
  const log = pino({ level: 'debug', base: null, timestamp: false }, { write })
  const sparing = sparingly({ perMinute, now: () => clock.now })
  return { log: sparing(log), childLog: sparing(log.child({ reqId: 'req-2' })), lines, clock }
}

it('some lines of a kind are written in a minute, and the next one tells how many were not', () => {
  const { log, lines, clock } = sparingLog({ perMinute: 2 })
  for (let attempt = 1; attempt <= 414; attempt += 1) log.warn({ attempt }, 'no broker')
  expect(lines).toEqual([
    { level: 40, attempt: 1, msg: 'no broker' },
    { level: 40, attempt: 2, msg: 'no broker' },
  ])
  clock.now += 60_000
  log.warn({ attempt: 415 }, 'no broker')
  log.warn({ attempt: 416 }, 'no broker')
  expect(lines.slice(2)).toEqual([
    { level: 40, attempt: 415, suppressed: 412, msg: 'no broker' },
    { level: 40, attempt: 416, msg: 'no broker' },
  ])
})

it('a minute begins with its first line, and lasts a minute', () => {
  const { log, lines, clock } = sparingLog({ perMinute: 1 })
  log.info({}, 'no broker')
  clock.now += 59_999
  log.info({}, 'no broker')
  expect(lines).toHaveLength(1)
  clock.now += 1
  log.info({}, 'no broker')
  expect(lines).toHaveLength(2)
})

it('lines of another level, message, code or reason are of another kind; their other fields make none', () => {
  const { log, lines } = sparingLog({ perMinute: 1 })
  const refused = (code: string) => Object.assign(new Error(`no ${code}`), { code })
  const unavailable = (message: string) => new PipelineError('SALESFORCE_UNAVAILABLE', message)
  log.warn({ attempt: 1 }, 'no broker')
  log.error({ attempt: 2 }, 'no broker')
  log.warn({ attempt: 3 }, 'no registry')
  log.warn({ code: 'A' }, 'no broker')
  log.warn({ reason: 'B' }, 'no broker')
  log.warn({ err: refused('ECONNREFUSED') }, 'no broker')
  log.warn({ err: refused('ECONNRESET') }, 'no broker')
  log.warn({ err: new TypeError('x') }, 'no broker')
  log.warn({ err: unavailable('answered 503') }, 'no broker')
  expect(lines).toHaveLength(9)
  log.warn({ attempt: 4 }, 'no broker')
  log.warn({ code: 'A', attempt: 5 }, 'no broker')
  log.warn({ err: refused('ECONNRESET'), attempt: 6 }, 'no broker')
  log.warn({ err: new TypeError('y') }, 'no broker')
  log.warn({ err: unavailable('answered 502') }, 'no broker')
  expect(lines).toHaveLength(9)
})

it('loggers that come and go, as those of requests do, share a limit', () => {
  const { log, childLog, lines, clock } = sparingLog({ perMinute: 1 })
  log.debug({}, 'refused')
  childLog.debug({}, 'refused')
  expect(lines).toEqual([{ level: 20, msg: 'refused' }])
  clock.now += 60_000
  childLog.debug({}, 'refused')
  expect(lines[1]).toEqual({ level: 20, reqId: 'req-2', suppressed: 1, msg: 'refused' })
})

it('a thousand kinds are remembered, not more', () => {
  const { log, lines } = sparingLog({ perMinute: 1 })
  for (let kind = 0; kind < 1_001; kind += 1) log.info({}, `kind ${kind}`)
  log.info({}, 'kind 1000')
  expect(lines).toHaveLength(1_001)
  log.info({}, 'kind 0')
  expect(lines).toHaveLength(1_002)
})
