/**
 * The sink as a whole in front of an org that keeps Salesforce's rules.
 */
import { PipelineError } from '@calltrail/runtime'
import { inOrder, overtaken } from '@calltrail/runtime/testing'
import type { CallEnriched, CallLogged } from '@calltrail/schemas'
import { sampleRecords, toLongId } from '@calltrail/simulators'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { salesforceActivityLog } from './adapters/salesforce-activity-log.ts'
import { sinkStage } from './app.ts'
import type { UnknownCallers } from './domain/target.ts'
import { readMapping } from './mapping/index.ts'
import { anyEnrichedCall } from './testing/arbitrary-calls.ts'
import { enrichedCall } from '@calltrail/schemas/testing'
import { noFilters, noOwners, strangersCall } from './testing/calls.ts'
import { fakeUserDirectory } from './testing/fake-user-directory.ts'
import { simulatedOrg } from './testing/simulated-org.ts'
import type { SimulatedOrg } from './testing/simulated-org.ts'

const { johnDoe, janeRoe, robinLone } = sampleRecords.contacts
const { acme, unknownCallers } = sampleRecords.accounts

const skip: UnknownCallers = { policy: 'skip', accountId: null }
const createContact: UnknownCallers = { policy: 'create-contact', accountId: null }

type SampleContact = { readonly Id: string; readonly LastName: string; readonly AccountId?: string }
const contactOf = ({ Id, LastName, AccountId }: SampleContact) => ({
  id: Id,
  name: LastName,
  accountId: AccountId ?? null,
  email: null,
  isPersonAccount: false,
})
const callOf = (who: SampleContact, changes: Partial<CallEnriched> = {}) =>
  enrichedCall({ contact: contactOf(who), ...changes })

function outcomesOf(
  { salesforce }: SimulatedOrg,
  calls: readonly CallEnriched[],
  policy = skip,
  context = inOrder,
) {
  const stage = sinkStage({
    log: salesforceActivityLog(salesforce, {
      mapping: readMapping(),
      defaultOwnerId: null,
      strangersAccountId: policy.accountId,
      log: { warn: () => {} },
    }),
    users: fakeUserDirectory(),
    filters: noFilters,
    unknownCallers: policy,
    owners: noOwners,
    timeZone: 'UTC',
    now: Date.now,
  })
  return stage.process(calls, context)
}

async function loggedOf(...parameters: Parameters<typeof outcomesOf>): Promise<CallLogged[]> {
  const outcomes = await outcomesOf(...parameters)
  return outcomes.map((outcome) => {
    if (outcome.kind !== 'emit') throw new Error(`the outcome is ${outcome.kind}`)
    return outcome.event
  })
}

const lock = { statusCode: 'UNABLE_TO_LOCK_ROW', message: 'unable to obtain exclusive access to this record' }
const validation = {
  statusCode: 'FIELD_CUSTOM_VALIDATION_EXCEPTION',
  message: 'no calls with Jane Roe on a Sunday',
}
const ofEvent = (eventId: string) => ({ Calltrail_Event_Id__c: eventId })

describe('a call', () => {
  it('is a Task on its contact and account, and the contact knows of it', async () => {
    const org = await simulatedOrg()
    const [event] = await loggedOf(org, [callOf(johnDoe)])
    const [task] = await org.records('Task')
    expect(task).toMatchObject({
      Id: event?.taskId,
      Calltrail_Event_Id__c: event?.eventId,
      Subject: 'Call with Doe',
      Status: 'Completed',
      Type: 'Call',
      TaskSubtype: 'Call',
      CallType: 'Inbound',
      CallDurationInSeconds: 630,
      ActivityDate: '2026-03-14',
      WhoId: johnDoe.Id,
      WhatId: acme.Id,
      IsClosed: true,
    })
    expect(event).toMatchObject({
      result: 'CREATED',
      contactId: johnDoe.Id,
      accountId: acme.Id,
      contactError: null,
    })
    expect(await org.contact(johnDoe.Id)).toMatchObject({
      LastActivityDate: '2026-03-14',
      Last_Call_Date__c: '2026-03-14T10:10:30.000+0000',
      Last_Call_Duration__c: 630,
    })
  })

  it('of a contact without an account has none', async () => {
    const org = await simulatedOrg()
    const [event] = await loggedOf(org, [callOf(robinLone)])
    expect(event).toMatchObject({ result: 'CREATED', accountId: null })
    expect(await org.records('Task')).toMatchObject([{ WhoId: robinLone.Id, WhatId: null }])
  })

  it('that comes twice in a batch, and again in another, is one Task', async () => {
    const org = await simulatedOrg()
    const first = await loggedOf(org, [callOf(johnDoe), callOf(johnDoe)])
    const again = await loggedOf(org, [callOf(johnDoe)])
    expect([...first, ...again].map(({ result }) => result)).toEqual(['CREATED', 'CREATED', 'UPDATED'])
    expect(new Set([...first, ...again].map(({ taskId }) => taskId)).size).toBe(1)
    expect(await org.records('Task')).toHaveLength(1)
  })

  it('that comes again without its recording and notes leaves them as they are', async () => {
    const org = await simulatedOrg()
    await loggedOf(org, [callOf(johnDoe, { attributes: { notes: 'Reset the router.' } })])
    const [before] = await org.records('Task')
    await loggedOf(org, [
      callOf(johnDoe, { attributes: {}, recordingLink: null, recordingStatus: 'PENDING' }),
    ])
    const [after] = await org.records('Task')
    expect(after).toMatchObject({
      Agent_Notes__c: 'Reset the router.',
      Call_Recording_URL__c: before?.['Call_Recording_URL__c'],
    })
  })

  it('whose ids differ in case only is another call', async () => {
    const org = await simulatedOrg()
    await loggedOf(org, [callOf(johnDoe, { eventId: 'e-a' }), callOf(johnDoe, { eventId: 'e-A' })])
    expect(await org.records('Task')).toHaveLength(2)
  })

  it.each<[string, Partial<CallEnriched>, string]>([
    ['an unknown caller', {}, 'UNKNOWN_CALLER'],
    ['a withheld number', { customerPhone: null, contactMatch: 'NO_NUMBER' }, 'NO_CUSTOMER_NUMBER'],
    [
      'an internal call',
      { direction: 'INTERNAL', contactMatch: 'INTERNAL', customerPhone: null },
      'INTERNAL_CALL',
    ],
  ])('is skipped for its reason, and Salesforce is not asked: %s', async (_, changes, skipReason) => {
    const org = await simulatedOrg()
    expect(await loggedOf(org, [strangersCall(changes)])).toMatchObject([
      { result: 'SKIPPED', skipReason, taskId: null },
    ])
    expect(await org.countOf('token')).toBe(0)
  })

  it('with a link to its recording that is longer than its field is logged without it', async () => {
    const org = await simulatedOrg()
    const recordingLink = `https://a.example/${'x'.repeat(3_000)}`
    expect(await loggedOf(org, [callOf(johnDoe, { recordingLink })])).toMatchObject([{ result: 'CREATED' }])
    expect(await org.records('Task')).toMatchObject([
      { Call_Recording_URL__c: null, Description: expect.stringContaining(recordingLink) },
    ])
  })

  it('whatever it says is never refused for it', async () => {
    const org = await simulatedOrg()
    const distinct = { selector: ({ eventId }: CallEnriched) => eventId, minLength: 50, maxLength: 50 }
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(anyEnrichedCall, distinct), async (calls) => {
        const writable = calls.map((call) => ({ ...call, contact: contactOf(johnDoe) }))
        const outcomes = await outcomesOf(org, writable)
        const refused = outcomes.filter((outcome) => outcome.kind !== 'emit' || outcome.event.taskId === null)
        expect(refused).toEqual([])
      }),
      { numRuns: 6, endOnFailure: true },
    )
  })
})

describe('the last call of a contact', () => {
  const at = (hour: number, changes: Partial<CallEnriched> = {}) =>
    callOf(johnDoe, {
      eventId: `e-${hour}`,
      startedAt: Date.UTC(2026, 2, 14, hour - 1),
      endedAt: Date.UTC(2026, 2, 14, hour),
      durationSeconds: hour,
      ...changes,
    })
  const lastCall = async (org: SimulatedOrg) => {
    const contact = await org.contact(johnDoe.Id)
    return [contact['Last_Call_Date__c'], contact['Last_Call_Duration__c']]
  }

  it('only moves forward', async () => {
    const org = await simulatedOrg()
    await loggedOf(org, [at(10)])
    expect(await lastCall(org)).toEqual(['2026-03-14T10:00:00.000+0000', 10])
    await loggedOf(org, [at(9)])
    expect(await lastCall(org)).toEqual(['2026-03-14T10:00:00.000+0000', 10])
    await loggedOf(org, [at(11)])
    expect(await lastCall(org)).toEqual(['2026-03-14T11:00:00.000+0000', 11])
  })

  it('is written again with the same call, of which Salesforce keeps whole seconds', async () => {
    const org = await simulatedOrg()
    const call = at(10, { endedAt: Date.UTC(2026, 2, 14, 10, 0, 0, 999) })
    await loggedOf(org, [call])
    await loggedOf(org, [{ ...call, durationSeconds: 77 }])
    expect(await lastCall(org)).toEqual(['2026-03-14T10:00:00.000+0000', 77])
  })

  it('is the latest of a batch, in one update', async () => {
    const org = await simulatedOrg()
    await loggedOf(org, [at(10), at(12), at(11)])
    expect(await lastCall(org)).toEqual(['2026-03-14T12:00:00.000+0000', 12])
    expect(await org.countOf('collection-update')).toBe(1)
  })

  it('is asked for and not written when there is a later one', async () => {
    const org = await simulatedOrg()
    await loggedOf(org, [at(10)])
    const updates = await org.countOf('collection-update')
    expect(await loggedOf(org, [at(9)])).toMatchObject([{ result: 'CREATED', contactError: null }])
    expect(await org.countOf('collection-update')).toBe(updates)
  })

  it('of five hundred contacts is asked for within what an address can hold', async () => {
    const org = await simulatedOrg()
    const ids = Array.from({ length: 500 }, (_, index) => toLongId(`003Zz${String(index).padStart(10, 'Q')}`))
    for (const Id of ids) await org.plant('Contact', { Id, LastName: `Contact ${Id}` })
    const calls = ids.map((Id) => callOf({ Id, LastName: 'Contact' }, { eventId: `e-${Id}` }))
    expect(new Set((await loggedOf(org, calls)).map(({ contactError }) => contactError))).toEqual(
      new Set([null]),
    )
    const written = (await org.records('Contact')).filter(
      (contact) => contact['Last_Call_Duration__c'] === 630,
    )
    expect(written).toHaveLength(500)
  })
})

describe('a record that fails', () => {
  const calls = [
    callOf(johnDoe, { eventId: 'e-1' }),
    callOf(janeRoe, { eventId: 'e-2' }),
    callOf(robinLone, { eventId: 'e-3' }),
  ]

  it.each([
    ['retried when it met a lock', lock, 'retry'],
    ['parked when a rule refused it', validation, 'park'],
  ])('is %s, and its neighbours are written', async (_, recordError, kind) => {
    const org = await simulatedOrg()
    await org.fail({ match: { object: 'Task' }, do: { recordError, where: ofEvent('e-2') } })
    const outcomes = await outcomesOf(org, calls)
    expect(outcomes.map((outcome) => outcome.kind)).toEqual(['emit', kind, 'emit'])
    expect((await org.records('Task')).map((task) => task['Calltrail_Event_Id__c'])).toEqual(['e-1', 'e-3'])
    expect((await org.contact(janeRoe.Id))['Last_Call_Date__c']).toBeNull()
  })

  it('tells its reason by codes and fields, and no word of what Salesforce quotes', async () => {
    const org = await simulatedOrg()
    await org.fail({ match: { object: 'Task' }, do: { recordError: { ...validation, fields: ['WhoId'] } } })
    expect(await outcomesOf(org, calls.slice(0, 1))).toMatchObject([
      { error: { message: 'FIELD_CUSTOM_VALIDATION_EXCEPTION WhoId' } },
    ])
  })

  it('is parked when its contact was deleted since', async () => {
    const org = await simulatedOrg()
    const Id = await org.plant('Contact', { LastName: 'Gone', IsDeleted: true })
    const outcomes = await outcomesOf(org, [callOf({ Id, LastName: 'Gone' }, { eventId: 'e-0' }), ...calls])
    expect(outcomes.map(({ kind }) => kind)).toEqual(['park', 'emit', 'emit', 'emit'])
    expect(outcomes[0]).toMatchObject({
      error: { code: 'SALESFORCE_RECORD_REJECTED', message: 'ENTITY_IS_DELETED' },
    })
  })

  it('is retried when the contact meets a lock, and then updates the one Task', async () => {
    const org = await simulatedOrg()
    await org.fail({ match: { object: 'Contact' }, times: 1, do: { recordError: lock } })
    expect(await outcomesOf(org, calls.slice(0, 1))).toMatchObject([
      { kind: 'retry', error: { code: 'SALESFORCE_ROW_LOCKED' } },
    ])
    expect(await outcomesOf(org, calls.slice(0, 1))).toMatchObject([
      { kind: 'emit', event: { result: 'UPDATED' } },
    ])
    expect(await org.records('Task')).toHaveLength(1)
    expect((await org.contact(johnDoe.Id))['Last_Call_Duration__c']).toBe(630)
  })

  it('is logged with the reason when the contact may never be written', async () => {
    const org = await simulatedOrg()
    await org.fail({ match: { object: 'Contact' }, do: { recordError: validation } })
    expect(await loggedOf(org, calls.slice(0, 1))).toMatchObject([
      { result: 'CREATED', contactError: 'SALESFORCE_RECORD_REJECTED' },
    ])
  })
})

it('201 calls are more than one collection takes, and no call is lost', async () => {
  const org = await simulatedOrg()
  const calls = Array.from({ length: 201 }, (_, index) => callOf(johnDoe, { eventId: `e-${index}` }))
  const events = await loggedOf(org, calls)
  expect(events.map(({ eventId }) => eventId)).toEqual(calls.map(({ eventId }) => eventId))
  expect(await org.records('Task')).toHaveLength(201)
})

describe('the unknown caller', () => {
  it('logged to an account has a Task that is related to it, and on nobody', async () => {
    const org = await simulatedOrg()
    const policy: UnknownCallers = { policy: 'log-to-account', accountId: unknownCallers.Id }
    const withheld = strangersCall({
      eventId: 'e-2',
      customerPhone: null,
      contactMatch: 'NO_NUMBER',
      callerId: null,
    })
    const events = await loggedOf(org, [strangersCall({ eventId: 'e-1' }), withheld], policy)
    expect(events.map(({ contactId, accountId }) => [contactId, accountId])).toEqual([
      [null, unknownCallers.Id],
      [null, unknownCallers.Id],
    ])
    expect(await org.records('Task')).toMatchObject([
      { WhatId: unknownCallers.Id, WhoId: null, Subject: 'Call with +15551234567' },
      { WhatId: unknownCallers.Id, WhoId: null, Subject: 'Call with unknown caller' },
    ])
  })

  it('becomes a contact of the account for unknown callers, where there is one', async () => {
    const org = await simulatedOrg()
    const before = (await org.records('Contact')).length
    const accountId = sampleRecords.accounts.unknownCallers.Id
    await loggedOf(org, [strangersCall()], { ...createContact, accountId })
    expect((await org.records('Contact')).slice(before)).toMatchObject([{ AccountId: accountId }])
  })

  it('becomes a contact of no account where the org does not let one be set', async () => {
    const org = await simulatedOrg()
    const before = (await org.records('Contact')).length
    await org.control('PUT', '/fields/Contact/AccountId', { createable: false, updateable: false })
    await loggedOf(org, [strangersCall()], { ...createContact, accountId: unknownCallers.Id })
    expect((await org.records('Contact')).slice(before)).toMatchObject([{ AccountId: null }])
  })

  it('who calls ten times in one batch, and again in another, is one new contact with all the calls', async () => {
    const org = await simulatedOrg()
    const before = (await org.records('Contact')).length
    const callsFrom = (first: number) =>
      Array.from({ length: 10 }, (_, index) =>
        strangersCall({
          eventId: `e-${first + index}`,
          customerPhone: '+15550009999',
          callerId: '5550009999',
        }),
      )
    const events = [
      ...(await loggedOf(org, callsFrom(0), createContact)),
      ...(await loggedOf(org, callsFrom(10), createContact)),
    ]
    const created = (await org.records('Contact')).slice(before)
    expect(created).toMatchObject([
      { LastName: '+15550009999', Phone: '+15550009999', Last_Call_Duration__c: 630 },
    ])
    expect(new Set(events.map(({ contactId }) => contactId))).toEqual(new Set([created[0]?.['Id']]))
    expect(await org.records('Task')).toHaveLength(20)
  })

  it('who stands in the org twice is the one who was there first', async () => {
    const org = await simulatedOrg()
    const stranger = (CreatedDate: string) =>
      org.plant('Contact', { LastName: 'Twin', Phone: '+15550009999', CreatedDate })
    await stranger('2026-02-01T00:00:00.000+0000')
    const older = await stranger('2026-01-01T00:00:00.000+0000')
    const events = await loggedOf(org, [strangersCall({ customerPhone: '+15550009999' })], createContact)
    expect(events).toMatchObject([{ contactId: older }])
  })

  it('who cannot be created is parked, and the others are logged', async () => {
    const org = await simulatedOrg()
    const recordError = { ...validation, statusCode: 'DUPLICATES_DETECTED' }
    await org.fail({ match: { object: 'Contact' }, do: { recordError, where: { Phone: '+15550009999' } } })
    const calls = [
      strangersCall({ eventId: 'e-1', customerPhone: '+15550009999' }),
      strangersCall({ eventId: 'e-2', customerPhone: '+15550008888' }),
    ]
    expect((await outcomesOf(org, calls, createContact)).map(({ kind }) => kind)).toEqual(['park', 'emit'])
  })

  it('of whom there are five hundred in a batch is asked for within what an address can hold', async () => {
    const org = await simulatedOrg()
    const calls = Array.from({ length: 500 }, (_, index) =>
      strangersCall({ eventId: `e-${index}`, customerPhone: `+49301${String(index).padStart(10, '0')}` }),
    )
    expect(new Set((await loggedOf(org, calls, createContact)).map(({ contactId }) => contactId)).size).toBe(
      500,
    )
  })
})

describe('a connection that breaks', () => {
  it.each([
    ['the Task', { method: 'PATCH', object: 'Task' }],
    ['the contact’s last call', { method: 'PATCH', object: 'Contact' }],
    ['the new contact', { method: 'PATCH', pathPattern: 'Calltrail_Caller__c' }],
  ])('after %s was written is an outage, and the repetition leaves one of each', async (_, match) => {
    const org = await simulatedOrg()
    const before = (await org.records('Contact')).length
    const calls = [strangersCall({ customerPhone: '+15550009999' })]
    await org.fail({ match, times: 1, do: { cut: 'after' } })
    const error = await outcomesOf(org, calls, createContact).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(PipelineError)
    expect(error).toMatchObject({ code: 'SALESFORCE_UNAVAILABLE', disposition: 'outage' })
    expect((await loggedOf(org, calls, createContact)).map(({ taskId }) => typeof taskId)).toEqual(['string'])
    expect(await org.records('Task')).toHaveLength(1)
    expect((await org.records('Contact')).slice(before)).toMatchObject([{ Last_Call_Duration__c: 630 }])
  })
})

describe('an older revision that comes after a newer one', () => {
  const older = callOf(johnDoe, { eventId: 'e-1', revision: 1 })
  const newer = { ...older, revision: 2, attributes: { notes: 'Called back.' } }

  it('leaves the Task alone', async () => {
    const org = await simulatedOrg()
    await loggedOf(org, [newer])
    expect(await loggedOf(org, [older], skip, overtaken)).toMatchObject([{ skipReason: 'SUPERSEDED' }])
    expect(await org.records('Task')).toMatchObject([
      { Agent_Notes__c: 'Called back.', Calltrail_Revision__c: 2 },
    ])
  })

  it('overwrites it in an org that does not keep revisions: the field is optional', async () => {
    const org = await simulatedOrg()
    await org.control('PUT', '/fields/Task/Calltrail_Revision__c', { hidden: true })
    await loggedOf(org, [newer])
    expect(await loggedOf(org, [older], skip, overtaken)).toMatchObject([{ result: 'UPDATED' }])
  })

  it('is told from more events than one query takes', async () => {
    const org = await simulatedOrg()
    const calls = Array.from({ length: 100 }, (_, index) => ({ ...newer, eventId: `e-${index}` }))
    await loggedOf(org, calls)
    const late = await loggedOf(
      org,
      calls.map((call) => ({ ...call, revision: 1 })),
      skip,
      overtaken,
    )
    expect(late.filter(({ skipReason }) => skipReason === 'SUPERSEDED')).toHaveLength(100)
  })
})
