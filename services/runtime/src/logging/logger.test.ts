import { isatty } from 'node:tty'
import { context, trace, TraceFlags } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import fastify from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createLogger } from './logger.ts'
import type { LogSettings } from './logger.ts'

type Line = Record<string, unknown>

function openLog(settings: Partial<LogSettings> = {}) {
  const texts: string[] = []
  const write = (text: string) => void texts.push(text)
  const log = createLogger('sink', { logLevel: 'info', logFormat: 'json', ...settings }, { write })
  return { log, texts, lines: () => texts.map((text) => JSON.parse(text) as Line) }
}

it('a line is JSON with its level and time as text, and its service', () => {
  const { log, texts, lines } = openLog()
  log.warn({ eventId: 'conversation-1' }, 'failed')
  expect(lines()).toEqual([
    {
      level: 'warn',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as string,
      service: 'sink',
      eventId: 'conversation-1',
      msg: 'failed',
    },
  ])
  expect(texts[0]).toMatch(/^[^\n]*\n$/)
})

it('lines of less weight than wanted are not written', () => {
  const { log, lines } = openLog({ logLevel: 'warn' })
  log.info('started')
  log.warn('failed')
  expect(lines().map(({ msg }) => msg)).toEqual(['failed'])
})

it('where standard output is no terminal, the format that suits is JSON', () => {
  const { log, lines } = openLog({ logFormat: isatty(1) ? 'json' : 'auto' })
  log.info('started')
  expect(lines()).toMatchObject([{ msg: 'started' }])
})

describe('a line', () => {
  const spanContext = {
    traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
    spanId: '00f067aa0ba902b7',
    traceFlags: TraceFlags.SAMPLED,
  }
  const inSpan = (work: () => void) => context.with(trace.setSpanContext(context.active(), spanContext), work)

  beforeAll(() => {
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
  })
  afterAll(() => context.disable())

  it('names the trace and the span in which it was written', () => {
    const { log, lines } = openLog()
    inSpan(() => log.child({ component: 'x' }).info('in it'))
    expect(lines()).toMatchObject([
      { trace_id: spanContext.traceId, span_id: spanContext.spanId, msg: 'in it' },
    ])
  })

  it('keeps the trace that it names itself', () => {
    const { log, lines } = openLog()
    inSpan(() => log.info({ trace_id: 'another' }, 'of another'))
    expect(lines()[0]).toMatchObject({ trace_id: 'another' })
    expect(lines()[0]).not.toHaveProperty('span_id')
  })

  it('names none when none is active', () => {
    const { log, texts } = openLog()
    log.info('outside')
    expect(texts[0]).not.toMatch(/trace_id|span_id/)
  })
})

it.each([
  ['an error alone', (log: ReturnType<typeof openLog>['log'], error: Error) => log.error(error)],
  ['an error without a message', (log, error) => log.error({ err: error, door: '/x' })],
  ['an error with its own message', (log, error) => log.error({ err: error }, error.message)],
] as const satisfies readonly (readonly [
  string,
  (log: ReturnType<typeof openLog>['log'], error: Error) => void,
])[])('the message of %s is masked, too', (_, write) => {
  const { log, texts, lines } = openLog()
  write(log, new Error('no user "Smith"'))
  expect(lines()).toMatchObject([{ msg: 'no user “…”', err: { message: 'no user “…”' } }])
  expect(texts[0]).not.toContain('Smith')
})

it('Fastify’s own lines mask their errors as well', async () => {
  const { log, texts, lines } = openLog()
  const app = fastify({ loggerInstance: log })
  app.get('/', () => {
    throw new Error('no user "Smith"')
  })
  await app.inject('/')
  await app.close()
  expect(lines()).toContainEqual(expect.objectContaining({ level: 'error', msg: 'no user “…”' }))
  expect(texts.join('')).not.toContain('Smith')
})
