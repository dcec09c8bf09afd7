import { ROOT_CONTEXT } from '@opentelemetry/api'
import { describe, expect, it, vi } from 'vitest'
import { PipelineError } from '../errors.ts'
import { attempt } from './attempt.ts'
import { PartitionLost } from './handler.ts'
import type { Handler, HandlerContext } from './handler.ts'
import type { Outcome } from './outcome.ts'

interface Event {
  readonly id: number
}

const emit = (event: Event): Outcome<Event> => ({ kind: 'emit', event })
const events = [1, 2, 3].map((id) => ({ id }))
const handlerFailed = { kind: 'retry', error: { code: 'HANDLER_FAILED' } }

const owned: HandlerContext<Event> = {
  isLate: () => false,
  isLastTry: () => false,
  followUp: () => undefined,
  contextOf: () => ROOT_CONTEXT,
  assertOwned: () => {},
}

function attempted(
  handler: Handler<Event, Event>,
  batch: readonly Event[],
  { onBug = (_: unknown) => {}, deadlineMs = 60_000, context = owned } = {},
) {
  return attempt(handler, batch, context, { deadlineMs, onBug })
}

/** Does as it should, but for the event with the id 2. */
function cursed(curse: () => Promise<readonly Outcome<Event>[]>): Handler<Event, Event> {
  return async (batch) => (batch.some(({ id }) => id === 2) ? curse() : batch.map(emit))
}

describe('a batch', () => {
  it('is handed over once, with what is known of it, when the handler does as it should', async () => {
    const handler = vi.fn<Handler<Event, Event>>(async (batch) => batch.map(emit))
    expect(await attempted(handler, events)).toEqual(events.map(emit))
    expect(handler).toHaveBeenCalledExactlyOnceWith(events, owned)
  })

  it('without events is no bug', async () => {
    expect(await attempted(async () => [], [])).toEqual([])
  })

  it('that throws is halved, in order, until only the cursed event fails', async () => {
    const bug = new TypeError('a phone number may stand here')
    const onBug = vi.fn()
    const outcomes = await attempted(
      cursed(() => Promise.reject(bug)),
      events,
      { onBug },
    )
    expect(outcomes).toMatchObject([
      emit(events[0]!),
      { kind: 'retry', error: { code: 'HANDLER_FAILED', message: 'the stage threw TypeError', cause: bug } },
      emit(events[2]!),
    ])
    expect(onBug).toHaveBeenCalledExactlyOnceWith(bug)
  })

  it('of 200 with one cursed event costs 17 calls, not 200', async () => {
    const handler = vi.fn(cursed(() => Promise.reject(new Error('cursed'))))
    const batch = Array.from({ length: 200 }, (_, index) => ({ id: index + 2 }))
    const outcomes = await attempted(handler, batch)
    expect(outcomes.map(({ kind }) => kind)).toEqual(['retry', ...Array<string>(199).fill('emit')])
    expect(handler.mock.calls.length).toBe(17)
  })

  it('that hangs is halved too, and only the event that hangs fails', async () => {
    const outcomes = await attempted(
      cursed(() => new Promise(() => {})),
      events,
      { deadlineMs: 20 },
    )
    expect(outcomes).toMatchObject([
      emit(events[0]!),
      { kind: 'retry', error: { code: 'HANDLER_FAILED', cause: { message: 'no outcome within 20 ms' } } },
      emit(events[2]!),
    ])
  })

  it.each([
    ['fewer', async () => []],
    ['more', async () => [emit(events[0]!), emit(events[1]!)]],
    ['no', async () => undefined as never],
  ])('that comes back with %s outcomes is a bug of each event', async (_, handler) => {
    expect(await attempted(handler, events.slice(0, 1))).toMatchObject([handlerFailed])
  })

  it.each([
    ['nothing', undefined],
    ['null', null],
    ['a word', 'emit'],
    ['an unknown kind', { kind: 'drop' }],
    ['an emit without an event', { kind: 'emit' }],
    ['an emit of null', { kind: 'emit', event: null }],
    ['a retry without an error', { kind: 'retry' }],
    ['a park with an error of no code', { kind: 'park', error: new Error('no code') }],
  ])('harms one event only when its outcome is %s', async (_, nonsense) => {
    const onBug = vi.fn()
    const handler: Handler<Event, Event> = async (batch) =>
      batch.map((event) => (event.id === 2 ? (nonsense as Outcome<Event>) : emit(event)))
    const outcomes = await attempted(handler, events, { onBug })
    expect(outcomes).toMatchObject([emit(events[0]!), handlerFailed, emit(events[2]!)])
    expect(onBug).toHaveBeenCalledExactlyOnceWith(
      expect.objectContaining({ message: 'an outcome is none', outcome: nonsense }),
    )
  })

  it('keeps the code of an error that is about one request, when that held one event', async () => {
    const rejected = new PipelineError('SALESFORCE_REQUEST_REJECTED', 'Salesforce answered 400')
    const outcomes = await attempted(async () => Promise.reject(rejected), events.slice(0, 1))
    expect(outcomes).toEqual([{ kind: 'retry', error: rejected }])
  })

  it.each(['SALESFORCE_UNAVAILABLE', 'SALESFORCE_API_VERSION_RETIRED'] as const)(
    'meets %s as a whole: no event is tried alone',
    async (code) => {
      const error = new PipelineError(code, 'as it is')
      const handler = vi.fn<Handler<Event, Event>>(async () => Promise.reject(error))
      await expect(attempted(handler, events)).rejects.toBe(error)
      expect(handler).toHaveBeenCalledOnce()
    },
  )

  it('whose partition is lost is handed over no more, not even in part', async () => {
    let isOwned = true
    const handler = vi.fn<Handler<Event, Event>>(async () => {
      isOwned = false
      throw new TypeError('a bug')
    })
    const assertOwned = () => {
      if (!isOwned) throw new PartitionLost()
    }
    await expect(attempted(handler, events, { context: { ...owned, assertOwned } })).rejects.toThrow(
      PartitionLost,
    )
    expect(handler).toHaveBeenCalledOnce()
  })
})
