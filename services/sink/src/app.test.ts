import { PartitionLost, PipelineError } from '@calltrail/runtime'
import { inOrder, overtaken } from '@calltrail/runtime/testing'
import type { CallEnriched } from '@calltrail/schemas'
import { describe, expect, it } from 'vitest'
import { sinkStage } from './app.ts'
import type { SinkDependencies } from './app.ts'
import type { UnknownCallers } from './domain/target.ts'
import type { ActivityLog } from './ports/activity-log.ts'
import { enrichedCall } from '@calltrail/schemas/testing'
import type { CallFilters } from './domain/filters.ts'
import type { OwnerPolicy } from './domain/owner.ts'
import { noFilters, noOwners, strangersCall } from './testing/calls.ts'
import { fakeActivityLog, lock, refusal } from './testing/fake-activity-log.ts'
import { fakeUserDirectory } from './testing/fake-user-directory.ts'

const skip: UnknownCallers = { policy: 'skip', accountId: null }
const createContact: UnknownCallers = { policy: 'create-contact', accountId: null }

function process(log: ActivityLog, calls: readonly CallEnriched[], unknownCallers = skip, context = inOrder) {
  return stageOf({ log, unknownCallers }).process(calls, context)
}

function stageOf(dependencies: Partial<SinkDependencies>) {
  return sinkStage({
    log: fakeActivityLog(),
    users: fakeUserDirectory(),
    filters: noFilters,
    unknownCallers: skip,
    owners: noOwners,
    timeZone: 'America/Los_Angeles',
    now: () => 42,
    ...dependencies,
  })
}

const contact = (id: string) => ({
  id,
  name: `Contact ${id}`,
  accountId: null,
  email: null,
  isPersonAccount: false,
})
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

  it('is written with the org’s time zone', async () => {
    const log = fakeActivityLog()
    await process(log, [enrichedCall()])
    expect(log.requests.tasks).toMatchObject([[{ timeZone: 'America/Los_Angeles' }]])
  })

  it('asks for all users at once, with each address once', async () => {
    const users = fakeUserDirectory({ 'a@acme.example': '005a' })
    const log = fakeActivityLog()
    const agents = ['a@acme.example', 'b@acme.example', 'a@acme.example']
    const calls = agents.map((agentEmail, index) => enrichedCall({ eventId: `e-${index}`, agentEmail }))
    const owners: OwnerPolicy = { by: 'email', mapping: new Map(), defaultOwnerId: '005default' }
    const outcomes = await stageOf({ log, users, owners }).process(calls, inOrder)
    expect(users.asked).toEqual([['a@acme.example', 'b@acme.example']])
    expect(outcomes).toMatchObject(['005a', '005default', '005a'].map((ownerId) => ({ event: { ownerId } })))
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
        { call: { eventId: 'e-1', attributes: { notes: 'Reset the router.' } } },
        { call: { eventId: 'e-2' } },
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
    expect(log.requests.lastCalls).toMatchObject([[{ contactId: 'a', call: { endedAt: 3 } }]])
  })

  it('leave out the one whose Task was not written', async () => {
    const log = fakeActivityLog({ tasks: { 'e-2': lock } })
    await process(log, [callOf('e-1', 'a', 2), callOf('e-2', 'a', 3)])
    expect(log.requests.lastCalls).toMatchObject([[{ contactId: 'a', call: { endedAt: 2 } }]])
  })

  it('are no update when none of them is news to the contact', async () => {
    const log = fakeActivityLog()
    await process(log, [callOf('e-1', 'a', 3)])
    const outcomes = await process(log, [callOf('e-1', 'a', 3), callOf('e-2', 'a', 2)])
    expect(log.requests.lastCalls.flat()).toHaveLength(1)
    expect(outcomes).toMatchObject([
      { event: { result: 'UPDATED', contactError: null } },
      { event: { result: 'CREATED', contactError: null } },
    ])
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
    expect(new Set(log.requests.tasks[0]?.map(({ name }) => name))).toEqual(new Set(['+15551234567']))
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
    expect(log.requests.tasks.flat().map(({ call }) => call.eventId)).toEqual(['e-2'])
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
    expect(log.requests.tasks).toMatchObject([[{ accountId, contactId: null, name: '+15551234567' }]])
    expect(log.requests.lastCalls.flat()).toEqual([])
    expect(outcomes).toMatchObject([{ event: { result: 'CREATED', contactId: null, accountId } }])
  })
})

describe('an outage', () => {
  const outage = new PipelineError('SALESFORCE_UNAVAILABLE', 'Salesforce did not answer: ECONNREFUSED')

  it.each(['writeTasks', 'areNews', 'writeLastCalls', 'contactsForStrangers'] as const)(
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
    expect(log.requests.tasks.flat().map(({ call }) => call.eventId)).toEqual(['e-2', 'e-3', 'e-4'])
    expect(log.requests.revisions).toEqual([['e-1', 'e-2', 'e-3', 'e-4']])
  })

  it('is only then compared with what Salesforce has', async () => {
    const log = fakeActivityLog({}, stored)
    await process(log, calls, skip, { ...inOrder, isLate: ({ eventId }) => eventId === 'e-3' })
    expect(log.requests.revisions).toEqual([['e-3']])
  })
})

describe('a revision that was held up while another partition writes a newer one', () => {
  const older = enrichedCall({ eventId: 'e-1', revision: 1 })
  const newer = enrichedCall({ eventId: 'e-1', revision: 2, attributes: { notes: 'Called back.' } })

  /** Both revisions, the newer one of which Salesforce takes its time for. */
  function bothAtOnce(failures: Parameters<typeof fakeActivityLog>[0] = {}) {
    const log = fakeActivityLog(failures)
    const begun = Promise.withResolvers<void>()
    const released = Promise.withResolvers<void>()
    const stage = stageOf({
      log: {
        ...log,
        async writeTasks(calls, mayWrite) {
          if (calls[0]?.call === newer) {
            begun.resolve()
            await released.promise
          }
          return log.writeTasks(calls, mayWrite)
        },
      },
    })
    return { log, stage, begun: begun.promise, release: () => released.resolve() }
  }

  it('waits for it, and is superseded', async () => {
    const { log, stage, begun, release } = bothAtOnce()
    const first = stage.process([newer], inOrder)
    await begun
    const second = stage.process([older], overtaken)
    release()
    expect(await first).toMatchObject([{ kind: 'emit', event: { result: 'CREATED' } }])
    expect(await second).toMatchObject([
      { kind: 'emit', event: { result: 'SKIPPED', skipReason: 'SUPERSEDED' } },
    ])
    expect(log.requests.tasks.flat().map(({ call }) => call.revision)).toEqual([2])
  })

  it('is written when the newer one was not', async () => {
    const { stage, begun, release } = bothAtOnce({ tasks: { 'e-1': lock } })
    const first = stage.process([newer], inOrder)
    await begun
    const second = stage.process([older], overtaken)
    release()
    expect(await first).toMatchObject([{ kind: 'retry' }])
    expect(await second).toMatchObject([{ kind: 'retry', error: lock }])
  })

  it('is superseded by one that was just written, though the answer about its Task is older than that', async () => {
    const log = fakeActivityLog()
    const asked = Promise.withResolvers<void>()
    const answered = Promise.withResolvers<ReadonlyMap<string, number>>()
    const stage = stageOf({
      log: {
        ...log,
        storedRevisions: (eventIds) => {
          if (eventIds.length === 0) return Promise.resolve(new Map())
          asked.resolve()
          return answered.promise
        },
      },
    })
    const second = stage.process([older], overtaken)
    await asked.promise
    await stage.process([newer], inOrder)
    answered.resolve(new Map())
    expect(await second).toMatchObject([
      { kind: 'emit', event: { result: 'SKIPPED', skipReason: 'SUPERSEDED' } },
    ])
    expect(log.requests.tasks.flat().map(({ call }) => call.revision)).toEqual([2])
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

describe('a call that is filtered out', () => {
  const filters: CallFilters = { ...noFilters, minCallSeconds: 60, onlyQueues: ['queue-456'] }

  it('is skipped with its reason, and nothing is asked for it', async () => {
    const log = fakeActivityLog()
    const users = fakeUserDirectory()
    const owners: OwnerPolicy = { by: 'email', mapping: new Map(), defaultOwnerId: null }
    const outcomes = await stageOf({ log, users, filters, owners, unknownCallers: createContact }).process(
      [
        strangersCall({ eventId: 'e-1', durationSeconds: 59 }),
        strangersCall({ eventId: 'e-2', queueId: 'queue-1' }),
        strangersCall({ eventId: 'e-3', contactMatch: 'INTERNAL', direction: 'INTERNAL' }),
      ],
      overtaken,
    )
    expect(outcomes).toMatchObject(
      ['TOO_SHORT', 'QUEUE_EXCLUDED', 'INTERNAL_CALL'].map((skipReason) => ({
        event: { result: 'SKIPPED', skipReason },
      })),
    )
    expect(users.asked).toEqual([])
    const { tasks, lastCalls, revisions, strangers } = log.requests
    expect([tasks, lastCalls, revisions, strangers].flat(2)).toEqual([])
  })
})

describe('a Task that is on no contact', () => {
  it('is on the lead, and no contact is updated', async () => {
    const log = fakeActivityLog()
    const lead = { id: '00QSm0000Lead01IQA', name: 'Lea Prospect', email: null }
    const outcomes = await process(log, [strangersCall({ contactMatch: 'LEAD', lead })])
    expect(log.requests.tasks).toMatchObject([
      [{ name: 'Lea Prospect', leadId: lead.id, contactId: null, accountId: null }],
    ])
    expect(log.requests.lastCalls.flat()).toEqual([])
    expect(outcomes).toMatchObject([{ event: { result: 'CREATED', leadId: lead.id, contactId: null } }])
  })

  it('is on nobody when colleagues called each other', async () => {
    const log = fakeActivityLog()
    const internal = strangersCall({ contactMatch: 'INTERNAL', direction: 'INTERNAL', customerPhone: null })
    const filters = { ...noFilters, logInternalCalls: true }
    expect(await stageOf({ log, filters }).process([internal], inOrder)).toMatchObject([
      { event: { result: 'CREATED', contactId: null, leadId: null, accountId: null } },
    ])
  })
})
