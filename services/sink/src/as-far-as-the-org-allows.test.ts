/**
 * Orgs that do not take all that Calltrail would write: calls are logged as far as they do, and say what is missing.
 */
import { overtaken } from '@calltrail/runtime/testing'
import { sampleRecords } from '@calltrail/simulators'
import { describe, expect, it } from 'vitest'
import { simulatedOrg } from './testing/simulated-org.ts'
import type { SimulatedOrg } from './testing/simulated-org.ts'
import { callOf, sinkIn } from './testing/sink-in-org.ts'

const { johnDoe } = sampleRecords.contacts

const changeField = (org: SimulatedOrg, object: string, field: string, change: object) =>
  org.control('PUT', `/fields/${object}/${field}`, change)
const changeObject = (org: SimulatedOrg, object: string, change: object) =>
  org.control('PUT', `/objects/${object}`, change)

interface Refusal {
  readonly field: string
  readonly statusCode?: string
  /** Only records that were sent with these values. */
  readonly where?: Record<string, string>
  readonly times?: number
}

/** Refuses fields of Tasks only when they are written, as rules and packages of an org do. */
const refuse = (org: SimulatedOrg, ...refusals: Refusal[]) =>
  org.fail(
    ...refusals.map(
      ({ field, statusCode = 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST', where = {}, times }) => ({
        match: { object: 'Task' },
        ...(times === undefined ? {} : { times }),
        do: { recordError: { statusCode, message: 'of a test', fields: [field] }, where },
      }),
    ),
  )

it('an org that rejects two fields, hides one, and lets nothing be changed has every call logged', async () => {
  const org = await simulatedOrg()
  await changeField(org, 'Task', 'Call_Channel__c', { createable: false, updateable: false })
  await changeField(org, 'Task', 'Type', { hidden: true })
  await changeObject(org, 'Task', { updateable: false })
  await changeObject(org, 'Contact', { updateable: false })
  await refuse(org, { field: 'Customer_Tier__c', where: { Customer_Tier__c: 'Premium' } })
  const sink = sinkIn(org)
  const call = callOf(johnDoe)
  const omittedFields = ['Call_Channel__c', 'Customer_Tier__c', 'Type']

  const [first] = await sink.logged([call])
  expect(first).toMatchObject({
    result: 'CREATED',
    omittedFields,
    taskError: null,
    contactError: 'SALESFORCE_ACCESS_DENIED',
  })
  const [again] = await sink.logged([{ ...call, revision: call.revision + 1, wrapUpNotes: 'Called back.' }])
  expect(again).toMatchObject({
    result: 'UPDATED',
    taskId: first?.taskId,
    taskError: 'SALESFORCE_ACCESS_DENIED',
    contactError: 'SALESFORCE_ACCESS_DENIED',
  })
  expect(await org.records('Task')).toMatchObject([
    {
      Id: first?.taskId,
      WhoId: johnDoe.Id,
      Status: 'Completed',
      Customer_Tier__c: null,
      Agent_Notes__c: null,
    },
  ])
  expect(sink.warnings.map(({ fields }) => fields)).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ object: 'Task', field: 'Call_Channel__c', problem: 'read-only' }),
      expect.objectContaining({ object: 'Task', field: 'Type', problem: 'missing' }),
      expect.objectContaining({ object: 'Task', field: null, problem: 'not-updateable' }),
      expect.objectContaining({ object: 'Contact', field: null, problem: 'not-updateable' }),
      expect.objectContaining({ field: 'Customer_Tier__c' }),
    ]),
  )
})

describe('a field that is refused when it is written', () => {
  const queueOf = (queueName: string, eventId: string) => callOf(johnDoe, { eventId, queueName })

  it('is left out, and the record alone is written again', async () => {
    const org = await simulatedOrg()
    await refuse(org, { field: 'Call_Queue__c', where: { Call_Queue__c: 'Sales' } })
    const events = await sinkIn(org).logged([queueOf('Support', 'e-1'), queueOf('Sales', 'e-2')])
    expect(events.map(({ omittedFields }) => omittedFields)).toEqual([[], ['Call_Queue__c']])
    expect((await org.records('Task')).map((task) => task['Call_Queue__c'])).toEqual(['Support', null])
  })

  it('is not tried again with the same value, and is with another', async () => {
    const org = await simulatedOrg()
    await refuse(org, { field: 'Call_Queue__c', where: { Call_Queue__c: 'Sales' } })
    const sink = sinkIn(org)
    await sink.logged([queueOf('Sales', 'e-1')])
    expect(
      await requestsOf(org, () => sink.logged([queueOf('Sales', 'e-2'), queueOf('Support', 'e-3')])),
    ).toBe(1)
    expect((await org.records('Task')).map((task) => task['Call_Queue__c'])).toEqual([null, null, 'Support'])
    expect(sink.warnings).toMatchObject([{ fields: { field: 'Call_Queue__c' } }])
  })

  it('is left out as a whole when none of its values is taken', async () => {
    const org = await simulatedOrg()
    const field = 'Call_Queue__c'
    await refuse(org, ...['a', 'b', 'c'].map((queue) => ({ field, where: { [field]: queue }, times: 1 })))
    const sink = sinkIn(org)
    for (const queue of ['a', 'b', 'c']) await sink.logged([queueOf(queue, `e-${queue}`)])
    expect(await sink.logged([queueOf('d', 'e-d')])).toMatchObject([{ omittedFields: [field] }])
  })

  it('by a rule over the whole record is tried again with the next record', async () => {
    const org = await simulatedOrg()
    await refuse(org, { field: 'Call_Outcome__c', statusCode: 'FIELD_CUSTOM_VALIDATION_EXCEPTION', times: 1 })
    const sink = sinkIn(org)
    const events = [
      ...(await sink.logged([queueOf('Support', 'e-1')])),
      ...(await sink.logged([queueOf('Support', 'e-2')])),
    ]
    expect(events.map(({ omittedFields }) => omittedFields)).toEqual([['Call_Outcome__c'], []])
  })

  it('is not left out when the Task would be nobody’s without it', async () => {
    const org = await simulatedOrg()
    const statusCode = 'INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY'
    await refuse(org, { field: 'WhoId', statusCode })
    expect(await sinkIn(org).process([callOf(johnDoe)])).toMatchObject([
      { kind: 'park', error: { code: 'SALESFORCE_ACCESS_DENIED' } },
    ])
  })

  it('is no reason to write again when it was not sent: the org wants one more', async () => {
    const org = await simulatedOrg()
    await org.control('POST', '/fields/Task', { name: 'Region__c', type: 'string', required: true })
    const sink = sinkIn(org)
    expect(await sink.process([callOf(johnDoe)])).toMatchObject([
      { kind: 'park', error: { message: 'REQUIRED_FIELD_MISSING Region__c' } },
    ])
    expect(await requestsOf(org, () => sink.process([callOf(johnDoe)]))).toBe(1)
  })
})

it('an org that hides which statuses are closed has the status written as it is mapped, and says so', async () => {
  const org = await simulatedOrg()
  await changeObject(org, 'TaskStatus', { hidden: true })
  const sink = sinkIn(org)
  expect(await sink.logged([callOf(johnDoe)])).toMatchObject([{ result: 'CREATED', omittedFields: [] }])
  expect(await org.records('Task')).toMatchObject([{ Status: 'Completed', IsClosed: true }])
  expect(sink.warnings).toMatchObject([{ message: expect.stringContaining('statuses cannot be read') }])
})

describe('an org that changes while the sink runs', () => {
  it('by taking a field away has the next call logged without it', async () => {
    const org = await simulatedOrg()
    const sink = sinkIn(org)
    await sink.logged([callOf(johnDoe, { eventId: 'e-1' })])
    await changeField(org, 'Task', 'Call_Channel__c', { hidden: true })
    expect(await sink.logged([callOf(johnDoe, { eventId: 'e-2' })])).toMatchObject([
      { result: 'CREATED', omittedFields: ['Call_Channel__c'] },
    ])
    expect(sink.warnings).toMatchObject([{ fields: { field: 'Call_Channel__c', problem: 'missing' } }])
  })

  it('again within a minute of being looked at has the call retried, and no dead letter', async () => {
    const org = await simulatedOrg()
    const sink = sinkIn(org)
    await sink.logged([callOf(johnDoe, { eventId: 'e-1' })])
    await changeField(org, 'Task', 'Call_Channel__c', { hidden: true })
    await sink.logged([callOf(johnDoe, { eventId: 'e-2' })])
    await changeField(org, 'Task', 'Call_Queue__c', { hidden: true })
    expect(await sink.process([callOf(johnDoe, { eventId: 'e-3' })])).toMatchObject([
      { kind: 'retry', error: { code: 'SALESFORCE_RECORD_FAILED' } },
    ])
  })

  it('by taking away what tells the revisions apart has late calls logged all the same', async () => {
    const org = await simulatedOrg()
    const sink = sinkIn(org)
    await sink.logged([callOf(johnDoe, { eventId: 'e-1' })])
    await changeField(org, 'Task', 'Calltrail_Revision__c', { hidden: true })
    expect(await sink.logged([callOf(johnDoe, { eventId: 'e-2' })], overtaken)).toMatchObject([
      { result: 'CREATED', omittedFields: ['Calltrail_Revision__c'] },
    ])
  })

  it('by letting Tasks be changed no more has the Tasks that are there left as they are', async () => {
    const org = await simulatedOrg()
    const sink = sinkIn(org)
    const call = callOf(johnDoe)
    await sink.logged([call])
    await changeObject(org, 'Task', { updateable: false })
    const events = await sink.logged([
      { ...call, revision: call.revision + 1 },
      callOf(johnDoe, { eventId: 'e-2' }),
    ])
    expect(events).toMatchObject([
      { result: 'UPDATED', taskError: 'SALESFORCE_ACCESS_DENIED' },
      { result: 'CREATED', taskError: null },
    ])
  })

  it('so that no field is known to it any more is looked at once, not with every call', async () => {
    const org = await simulatedOrg()
    const sink = sinkIn(org)
    await sink.logged([callOf(johnDoe, { eventId: 'e-1' })])
    const unknown = { statusCode: 'INVALID_FIELD', message: 'No such column', fields: [] }
    await org.fail({ match: { object: 'Task' }, do: { recordError: unknown } })
    await sink.process([callOf(johnDoe, { eventId: 'e-2' })])
    expect(await requestsOf(org, () => sink.process([callOf(johnDoe, { eventId: 'e-3' })]))).toBe(1)
  })
})

it('an org that cannot hold a call’s identity stops the sink, which says what to do', async () => {
  const org = await simulatedOrg()
  await changeField(org, 'Task', 'Calltrail_Event_Id__c', { hidden: true })
  await expect(sinkIn(org).process([callOf(johnDoe)])).rejects.toMatchObject({
    code: 'SALESFORCE_ORG_INCOMPLETE',
    message: expect.stringContaining('Deploy infra/salesforce'),
  })
})

it('a refusal that names no field, of a Task that is there, does not undo that the call is logged', async () => {
  const org = await simulatedOrg()
  const sink = sinkIn(org)
  const call = callOf(johnDoe)
  const [first] = await sink.logged([call])
  const recordError = { statusCode: 'INSUFFICIENT_ACCESS_OR_READONLY', message: 'of a test' }
  await org.fail({ match: { object: 'Task' }, do: { recordError } })
  expect(await sink.logged([{ ...call, revision: call.revision + 1 }])).toMatchObject([
    { result: 'UPDATED', taskId: first?.taskId, taskError: 'SALESFORCE_ACCESS_DENIED' },
  ])
})

async function requestsOf(org: SimulatedOrg, work: () => Promise<unknown>): Promise<number> {
  const before = await apiRequests(org)
  await work()
  return (await apiRequests(org)) - before
}

async function apiRequests(org: SimulatedOrg): Promise<number> {
  const { apiRequestsUsed } = (await org.control('GET', '/requests')) as { apiRequestsUsed: number }
  return apiRequestsUsed
}
