import { describe, expect, it, vi } from 'vitest'
import { PipelineError } from '../errors.ts'
import { attempt } from './attempt.ts'
import type { Handler } from './attempt.ts'
import type { Outcome } from './outcome.ts'

const emit = (event: number): Outcome<number> => ({ kind: 'emit', event })
const ignore = () => undefined

describe('a batch', () => {
  it('is handed over once when the handler does as it should', async () => {
    const handler = vi.fn<Handler<number, number>>(async (events) => events.map(emit))
    expect(await attempt(handler, [1, 2, 3], ignore)).toEqual([emit(1), emit(2), emit(3)])
    expect(handler).toHaveBeenCalledOnce()
  })

  it('without events is no bug', async () => {
    expect(await attempt(async () => [], [], ignore)).toEqual([])
  })

  it('that throws is tried event by event, in order, and only the cursed one fails', async () => {
    const bug = new TypeError('a phone number may stand here')
    const onBug = vi.fn()
    const handler: Handler<number, number> = async (events) => {
      if (events.includes(2)) throw bug
      return events.map(emit)
    }
    const outcomes = await attempt(handler, [1, 2, 3], onBug)
    expect(outcomes).toMatchObject([
      emit(1),
      { kind: 'retry', error: { code: 'HANDLER_FAILED', message: 'the stage threw TypeError', cause: bug } },
      emit(3),
    ])
    expect(onBug).toHaveBeenCalledExactlyOnceWith(bug)
  })

  it.each([
    ['fewer', async () => []],
    ['more', async () => [emit(1), emit(2)]],
    ['no', async () => undefined as never],
  ])('that comes back with %s outcomes is a bug of each event', async (_, handler) => {
    expect(await attempt<number, number>(handler, [1], ignore)).toMatchObject([
      { error: { code: 'HANDLER_FAILED' } },
    ])
  })

  it('keeps the code of an error that is about one request, when that held one event', async () => {
    const rejected = new PipelineError('SALESFORCE_REQUEST_REJECTED', 'Salesforce answered 400')
    const outcomes = await attempt<number, number>(async () => Promise.reject(rejected), [1], ignore)
    expect(outcomes).toEqual([{ kind: 'retry', error: rejected }])
  })

  it.each(['SALESFORCE_UNAVAILABLE', 'SALESFORCE_API_VERSION_RETIRED'] as const)(
    'meets %s as a whole: no event is tried alone',
    async (code) => {
      const error = new PipelineError(code, 'as it is')
      const handler = vi.fn<Handler<number, number>>(async () => Promise.reject(error))
      await expect(attempt(handler, [1, 2], ignore)).rejects.toBe(error)
      expect(handler).toHaveBeenCalledOnce()
    },
  )
})
