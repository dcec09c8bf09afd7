import { PartitionLost, PipelineError } from '@calltrail/runtime'
import { inOrder, overtaken } from '@calltrail/runtime/testing'
import type { CallEnriched } from '@calltrail/schemas'
import { describe, expect, it } from 'vitest'
import { sinkStage } from './app.ts'
import type { UnknownCallers } from './domain/target.ts'
import type { ActivityLog } from './ports/activity-log.ts'
import { enrichedCall } from '@calltrail/schemas/testing'
import { strangersCall } from './testing/calls.ts'
import { fakeActivityLog, lock, refusal } from './testing/fake-activity-log.ts'

const skip: UnknownCallers = { policy: 'skip', accountId: null }
const createContact: UnknownCallers = { policy: 'create-contact', accountId: null }

function process(log: ActivityLog, calls: readonly CallEnriched[], unknownCallers = skip, context = inOrder) {
  const stage = sinkStage({ log, unknownCallers, timeZone: 'America/Los_Angeles', now: () => 42 })
  return stage.process(calls, context)
}

const contact = (id: string) => ({ id, name: `Contact ${id}`, accountId: null, email: null })
const callOf = (eventId: string, contactId: string, endedAt = Date.UTC(2026, 2, 14)) =>
  enrichedCall({ eventId, contact: contact(contactId), endedAt })

describe('a batch', () => {
  it('gives one outcome per call, in their order', async () => {
    const log = fakeActivityLog({ tasks: { 'e-3': refusal, 'e-4': lock } })
    const outcomes = await process(log, [
      callOf('e-1', 'a'),
      strangersCall({ eventId: 'e-2' }),
      callOf('e-3', 'b'),
      callOf('e-4', 'c'),
      callOf('e-5', 'd'),
    ])
    expect(outcomes).toMatchObject([
      {
        kind: 'emit',
        event: { eventId: 'e-1', result: 'CREATED', taskId: 'id of e-1', contactId: 'a', loggedAt: 42 },
      },
      { kind: 'emit', event: { eventId: 'e-2', result: 'SKIPPED', skipReason: 'UNKNOWN_CALLER' } },
      { kind: 'park', error: refusal },
      { kind: 'retry', error: lock },
      { kind: 'emit', event: { eventId: 'e-5', result: 'CREATED' } },
    ])
  })

  it('writes all Tasks in one request, and then all contacts in one', async () => {
    const log = fakeActivityLog()
    await process(log, [callOf('e-1', 'a'), callOf('e-2', 'b'), callOf('e-3', 'c')])
    expect(log.requests.tasks.map((tasks) => tasks.length)).toEqual([3])
    expect(log.requests.lastCalls.map((calls) => calls.map(({ contactId }) => contactId))).toEqual([
      ['a', 'b', 'c'],
    ])
  })

  it('without calls writes nothing', async () => {
    const log = fakeActivityLog()
    expect(await process(log, [])).toEqual([])
    expect(log.requests.tasks.flat()).toEqual([])
  })

  it('writes the day of the call in the org’s time zone', async () => {
    const log = fakeActivityLog()
    await process(log, [enrichedCall({ startedAt: Date.UTC(2026, 2, 14, 5) })])
    expect(log.requests.tasks).toMatchObject([[{ ActivityDate: '2026-03-13' }]])
  })
})

describe('one event that stands in a batch twice', () => {
  it('is one Task, the later one, and two outcomes', async () => {
    const log = fakeActivityLog()
    const outcomes = await process(log, [
      enrichedCall({ eventId: 'e-1' }),
      enrichedCall({ eventId: 'e-2' }),
      enrichedCall({ eventId: 'e-1', attributes: { notes: 'Reset the router.' } }),
    ])
    expect(log.requests.tasks).toMatchObject([
      [
        { Calltrail_Event_Id__c: 'e-1', Agent_Notes__c: 'Reset the router.' },
        { Calltrail_Event_Id__c: 'e-2' },
      ],
    ])
    expect(outcomes).toMatchObject(
      ['e-1', 'e-2', 'e-1'].map((eventId) => ({ kind: 'emit', event: { eventId } })),
    )
  })

  it('fails twice when its Task fails', async () => {
    const calls = [enrichedCall({ eventId: 'e-1' }), enrichedCall({ eventId: 'e-1' })]
    const outcomes = await process(fakeActivityLog({ tasks: { 'e-1': refusal } }), calls)
    expect(outcomes.map(({ kind }) => kind)).toEqual(['park', 'park'])
  })
})

describe('several calls of one contact', () => {
  it('are one update, with the call that ended last', async () => {
    const log = fakeActivityLog()
    await process(log, [callOf('e-1', 'a', 2), callOf('e-2', 'a', 3), callOf('e-3', 'a', 1)])
    expect(log.requests.lastCalls).toEqual([[{ contactId: 'a', endedAt: 3, durationSeconds: 630 }]])
  })

  it('leave out the one whose Task was not written', async () => {
    const log = fakeActivityLog({ tasks: { 'e-2': lock } })
    await process(log, [callOf('e-1', 'a', 2), callOf('e-2', 'a', 3)])
    expect(log.requests.lastCalls).toEqual([[{ contactId: 'a', endedAt: 2, durationSeconds: 630 }]])
  })
})

describe('a contact that', () => {
  it('meets a lock has its calls retried, and no other’s', async () => {
    const log = fakeActivityLog({ lastCalls: { a: lock } })
    const outcomes = await process(log, [callOf('e-1', 'a'), callOf('e-2', 'b'), callOf('e-3', 'a')])
    expect(outcomes.map(({ kind }) => kind)).toEqual(['retry', 'emit', 'retry'])
  })

  it('is refused for good has its calls logged, with the reason', async () => {
    const log = fakeActivityLog({ lastCalls: { a: refusal } })
    expect(await process(log, [callOf('e-1', 'a'), callOf('e-2', 'b')])).toMatchObject([
      { kind: 'emit', event: { result: 'CREATED', contactError: 'SALESFORCE_RECORD_REJECTED' } },
      { kind: 'emit', event: { result: 'CREATED', contactError: null } },
    ])
  })
})

describe('a stranger', () => {
  it('who called ten times in a batch is asked for once, and all calls stand on the one contact', async () => {
    const log = fakeActivityLog()
    const calls = Array.from({ length: 10 }, (_, index) => strangersCall({ eventId: `e-${index}` }))
    const outcomes = await process(log, calls, createContact)
    expect(log.requests.strangers).toEqual([['+15551234567']])
    const ids = outcomes.map((outcome) => outcome.kind === 'emit' && outcome.event.contactId)
    expect(new Set(ids)).toEqual(new Set(['id of +15551234567']))
    expect(log.requests.tasks[0]).toHaveLength(10)
    expect(log.requests.tasks[0]).toMatchObject([
      { Subject: 'Call with +15551234567' },
      {},
      {},
      {},
      {},
      {},
      {},
      {},
      {},
      {},
    ])
  })

  it.each([
    [lock, 'retry'],
    [refusal, 'park'],
  ])('who cannot be created has no Task: %s', async (error, kind) => {
    const log = fakeActivityLog({ strangers: { '+15551234567': error } })
    const outcomes = await process(
      log,
      [strangersCall({ eventId: 'e-1' }), callOf('e-2', 'a')],
      createContact,
    )
    expect(outcomes).toMatchObject([
      { kind, error },
      { kind: 'emit', event: { eventId: 'e-2' } },
    ])
    expect(log.requests.tasks.flat().map((task) => task.Calltrail_Event_Id__c)).toEqual(['e-2'])
  })

  it('is asked for of nobody when the policy is another', async () => {
    const log = fakeActivityLog()
    await process(log, [strangersCall()])
    expect(log.requests.strangers.flat()).toEqual([])
  })

  it('who is logged to an account has no contact to update', async () => {
    const log = fakeActivityLog()
    const accountId = '001Sm0000UnknwnIAA'
    const outcomes = await process(log, [strangersCall()], { policy: 'log-to-account', accountId })
    expect(log.requests.tasks).toMatchObject([[{ WhatId: accountId, Subject: 'Call with +15551234567' }]])
    expect(log.requests.tasks[0]?.[0]).not.toHaveProperty('WhoId')
    expect(log.requests.lastCalls.flat()).toEqual([])
    expect(outcomes).toMatchObject([{ event: { result: 'CREATED', contactId: null, accountId } }])
  })
})

describe('an outage', () => {
  const outage = new PipelineError('SALESFORCE_UNAVAILABLE', 'Salesforce did not answer: ECONNREFUSED')

  it.each(['writeTasks', 'writeLastCalls', 'contactsForStrangers'] as const)(
    'of %s is passed on',
    async (method) => {
      const log = { ...fakeActivityLog(), [method]: () => Promise.reject(outage) }
      await expect(process(log, [enrichedCall(), strangersCall()], createContact)).rejects.toBe(outage)
    },
  )

  it('that Salesforce tells of one record is about the batch', async () => {
    const full = new PipelineError('SALESFORCE_STORAGE_FULL', 'STORAGE_LIMIT_EXCEEDED')
    const log = fakeActivityLog({ tasks: { 'e-2': full } })
    await expect(process(log, [callOf('e-1', 'a'), callOf('e-2', 'b')])).rejects.toBe(full)
  })
})

describe('a call that later ones may have overtaken', () => {
  const stored = { 'e-1': 2, 'e-2': 2, 'e-3': 2 }
  const calls = [1, 2, 3, 1].map((revision, index) => enrichedCall({ eventId: `e-${index + 1}`, revision }))

  it('does not overwrite a newer revision of itself', async () => {
    const log = fakeActivityLog({}, stored)
    const outcomes = await process(log, calls, skip, overtaken)
    expect(outcomes).toMatchObject([
      { kind: 'emit', event: { eventId: 'e-1', result: 'SKIPPED', skipReason: 'SUPERSEDED', taskId: null } },
      { kind: 'emit', event: { eventId: 'e-2', result: 'CREATED' } },
      { kind: 'emit', event: { eventId: 'e-3', result: 'CREATED' } },
      { kind: 'emit', event: { eventId: 'e-4', result: 'CREATED' } },
    ])
    expect(log.requests.tasks.flat().map(({ Calltrail_Event_Id__c: id }) => id)).toEqual([
      'e-2',
      'e-3',
      'e-4',
    ])
    expect(log.requests.revisions).toEqual([['e-1', 'e-2', 'e-3', 'e-4']])
  })

  it('is only then compared with what Salesforce has', async () => {
    const log = fakeActivityLog({}, stored)
    await process(log, calls, skip, { ...inOrder, isLate: ({ eventId }) => eventId === 'e-3' })
    expect(log.requests.revisions).toEqual([['e-3']])
  })
})

describe('a partition that is lost', () => {
  it.each([
    [1, 'before its strangers are', { strangers: 0, tasks: 0, lastCalls: 0 }],
    [2, 'before its Tasks are', { strangers: 1, tasks: 0, lastCalls: 0 }],
    [3, 'before its last calls are', { strangers: 1, tasks: 1, lastCalls: 0 }],
  ])('has nothing more written: at the %sth question, %s', async (losing, _, written) => {
    let asked = 0
    const assertOwned = () => {
      asked += 1
      if (asked === losing) throw new PartitionLost()
    }
    const log = fakeActivityLog()
    const calls = [callOf('e-1', 'a'), strangersCall({ eventId: 'e-2' })]
    await expect(process(log, calls, createContact, { ...inOrder, assertOwned })).rejects.toThrow(
      PartitionLost,
    )
    const { strangers, tasks, lastCalls } = log.requests
    expect({ strangers: strangers.length, tasks: tasks.length, lastCalls: lastCalls.length }).toEqual(written)
  })
})
