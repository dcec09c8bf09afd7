import { UndecodableValue } from '@calltrail/schemas'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Decision, Failure, Hooks } from './failure.ts'
import { inTurn } from './in-turn.ts'
import type { EventRecord } from './record.ts'
import { RegistryUnavailable } from './schema-lookup.ts'
import { seenInMemory } from './seen-events.ts'
import { settleRecord } from './settle-record.ts'
import type { Settling } from './settle-record.ts'

interface Call {
  readonly eventId: string
  readonly revision: number
}

const record: EventRecord = {
  topic: 'calls.enriched.v1',
  partition: 3,
  offset: '42',
  key: 'key',
  headers: {},
  publishedAt: 0,
  value: Buffer.from('x'),
}

/** What happened, in its order. */
let story: string[] = []
/** How long was waited, in milliseconds. */
let waits: number[] = []
beforeEach(() => {
  story = []
  waits = []
})

/** A consumer whose events are decoded to what each try yields; an error is thrown. */
function settling(
  tries: readonly (Call | Error)[],
  {
    seen = seenInMemory(),
    inTurn: turns = inTurn(),
    stopping = new AbortController().signal,
    ...hooks
  }: Partial<Hooks<Call>> & Partial<Settling<Call>> = {},
): Settling<Call> {
  const left = [...tries]
  return {
    identity: (call) => call,
    decoder: {
      async decode() {
        const next = left.shift()
        if (!next) throw new Error('there was one try too many')
        if (next instanceof Error) throw next
        return next
      },
    },
    seen,
    inTurn: turns,
    groupId: 'billing',
    stopping,
    wait: async (ms) => void waits.push(ms),
    hooks: {
      onEvent: ({ eventId, revision }) => void story.push(`handled ${eventId} ${revision}`),
      onDropped: ({ eventId, revision }, _, reason) =>
        void story.push(`dropped ${eventId} ${revision}: ${reason}`),
      onWaiting: (error) => void story.push(error.name),
      ...hooks,
    },
  }
}

const decide = (...decisions: Decision[]) => {
  const left = [...decisions]
  return ({ kind, attempt }: Failure) => {
    story.push(`${kind} ${attempt}`)
    return left.shift()!
  }
}

describe('an event', () => {
  it('is handled once: a copy and an older revision are dropped, and told', async () => {
    const seen = seenInMemory()
    for (const revision of [1, 1, 3, 2, 3])
      await settleRecord(record, settling([{ eventId: 'a', revision }], { seen }))
    expect(story).toEqual([
      'handled a 1',
      'dropped a 1: copy',
      'handled a 3',
      'dropped a 2: older',
      'dropped a 3: copy',
    ])
  })

  it('that was not handled is not remembered', async () => {
    const seen = seenInMemory()
    const failing = () => {
      throw new Error('no')
    }
    await settleRecord(
      record,
      settling([{ eventId: 'a', revision: 1 }], { seen, onEvent: failing, onError: () => 'skip' }),
    )
    expect(await seen.revisionOf('a')).toBeUndefined()
  })

  it('is remembered only when its handler is done', async () => {
    const seen = { revisionOf: () => undefined, remember: () => void story.push('remembered') }
    const onEvent = async () => {
      await Promise.resolve()
      story.push('done')
    }
    await settleRecord(record, settling([{ eventId: 'a', revision: 1 }], { seen, onEvent }))
    expect(story).toEqual(['done', 'remembered'])
  })
})

describe('two revisions of an event, in two partitions that are worked on side by side,', () => {
  it('are handled one after the other: an older one that comes meanwhile is dropped, and memory keeps the newer', async () => {
    const shared = { seen: seenInMemory(), inTurn: inTurn() }
    const busy = Promise.withResolvers<void>()
    const onEvent = async ({ revision }: Call) => {
      story.push(`handling ${revision}`)
      await busy.promise
    }
    const newer = settleRecord(record, settling([{ eventId: 'a', revision: 2 }], { ...shared, onEvent }))
    const older = settleRecord(record, settling([{ eventId: 'a', revision: 1 }], { ...shared, onEvent }))
    busy.resolve()
    expect(await Promise.all([newer, older])).toEqual([true, true])
    expect(story).toEqual(['handling 2', 'dropped a 1: older'])
    expect(shared.seen.revisionOf('a')).toBe(2)
  })

  it('are left when the consumer is stopped while one waits for the other', async () => {
    const [turns, stopping] = [inTurn(), new AbortController()]
    const busy = Promise.withResolvers<void>()
    const first = turns('a', () => busy.promise)
    const second = settleRecord(
      record,
      settling([{ eventId: 'a', revision: 2 }], { inTurn: turns, stopping: stopping.signal }),
    )
    stopping.abort()
    busy.resolve()
    await first
    expect(await second).toBe(false)
    expect(story).toEqual([])
  })
})

it('memory never goes back to an older revision', () => {
  const seen = seenInMemory()
  void seen.remember('a', 2)
  void seen.remember('a', 1)
  expect(seen.revisionOf('a')).toBe(2)
})

describe('a record that cannot be decoded', () => {
  const poison = new UndecodableValue('not valid Avro of its schema')

  it('stops the consumer, which says where and why', async () => {
    await expect(settleRecord(record, settling([poison]))).rejects.toThrow(
      'Stopped at calls.enriched.v1, partition 3, offset 42: the record cannot be decoded (not valid Avro of its schema). ' +
        'It is not committed, and comes first after a restart. Mend the cause, or let onError decide to skip it.',
    )
  })

  it('is skipped, or tried again, when onError says so', async () => {
    const call = { eventId: 'a', revision: 1 }
    expect(await settleRecord(record, settling([poison], { onError: decide('skip') }))).toBe(true)
    expect(
      await settleRecord(record, settling([poison, poison, call], { onError: decide('retry', 'retry') })),
    ).toBe(true)
    expect(story).toEqual(['undecodable 1', 'undecodable 1', 'undecodable 2', 'handled a 1'])
  })
})

describe('a handler that throws', () => {
  const call = { eventId: 'a', revision: 1 }
  const failing = () => {
    throw new Error('the database is full')
  }

  it('stops the consumer, which says where and why', async () => {
    await expect(settleRecord(record, settling([call], { onEvent: failing }))).rejects.toMatchObject({
      name: 'ConsumerStopped',
      message: expect.stringMatching(
        /offset 42: the record was not handled \(the database is full\)/,
      ) as string,
      failure: { kind: 'handler', attempt: 1, record },
    })
  })

  it('is called again as often as onError says', async () => {
    const onError = decide('retry', 'retry', 'stop')
    const stopped = settleRecord(record, settling([call, call, call], { onEvent: failing, onError }))
    await expect(stopped).rejects.toMatchObject({ failure: { attempt: 3 } })
  })

  it('stops the consumer when onError throws as well', async () => {
    const onError = () => {
      throw new Error('no dead letters today')
    }
    await expect(settleRecord(record, settling([call], { onEvent: failing, onError }))).rejects.toMatchObject(
      {
        message: expect.stringMatching(/onError has thrown about: the database is full/) as string,
        cause: { cause: { message: 'no dead letters today' } },
      },
    )
  })
})

describe('while the registry does not answer', () => {
  const out = new RegistryUnavailable('The schema registry did not answer.')

  it('a record waits, however long: it is no failure of the record', async () => {
    const call = { eventId: 'a', revision: 1 }
    const outage = Array.from({ length: 50 }, () => out)
    expect(await settleRecord(record, settling([...outage, call], { onError: decide() }))).toBe(true)
    expect(story).toEqual([...Array<string>(50).fill('RegistryUnavailable'), 'handled a 1'])
    expect(waits.slice(0, 4)).toEqual([100, 200, 400, 800])
    expect(waits.at(-1)).toBe(5_000)
  })

  it('an onWaiting that throws stops the consumer, which says where and why', async () => {
    const onWaiting = () => {
      throw new Error('no pager')
    }
    await expect(settleRecord(record, settling([out], { onWaiting }))).rejects.toMatchObject({
      name: 'ConsumerStopped',
      message: expect.stringMatching(
        /offset 42: .*onWaiting has thrown about: The schema registry/,
      ) as string,
      cause: { cause: { message: 'no pager' } },
    })
  })

  it('the consumer can be stopped, and is not done with the record', async () => {
    const stopping = new AbortController()
    const onWaiting = () => stopping.abort()
    expect(await settleRecord(record, settling([out], { onWaiting, stopping: stopping.signal }))).toBe(false)
  })
})
