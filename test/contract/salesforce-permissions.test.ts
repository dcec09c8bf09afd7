import { sampleRecords } from '@calltrail/simulators'
import { describe, expect, test } from 'vitest'
import { openSalesforce, type SalesforceSession, task } from './salesforce-session.ts'

const { johnDoe } = sampleRecords.contacts
const { agentSmith, agentPark } = sampleRecords.users
const taskByEvent = '/sobjects/Task/Calltrail_Event_Id__c'
const tasksByEvent = '/composite/sobjects/Task/Calltrail_Event_Id__c'

async function describeTask(salesforce: SalesforceSession) {
  const { body } = await salesforce.call('GET', '/sobjects/Task/describe')
  return body as { createable: boolean; updateable: boolean; fields: { name: string; updateable: boolean }[] }
}

async function upsertAll(salesforce: SalesforceSession, ...records: unknown[]) {
  const { body } = await salesforce.call('PATCH', tasksByEvent, { records })
  return (body as { success: boolean; errors: { statusCode: string; fields: string[] }[] }[]).map(
    ({ success, errors }) =>
      success ? 'saved' : [errors[0]?.statusCode, ...(errors[0]?.fields ?? [])].join(' '),
  )
}

describe('a user who may create Tasks and not change them', () => {
  async function open() {
    const salesforce = await openSalesforce()
    await upsertAll(salesforce, task('old'))
    await salesforce.control('PUT', '/objects/Task', { updateable: false })
    return salesforce
  }

  test('is told so by describe', async () => {
    expect(await describeTask(await open())).toMatchObject({ createable: true, updateable: false })
  })

  test('is refused the changes alone, whichever way they come', async () => {
    const salesforce = await open()
    const refusal = {
      errorCode: 'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY',
      message: 'entity type cannot be updated: Task',
    }
    expect(await salesforce.call('PATCH', `${taskByEvent}/old`, { Subject: 'x' })).toMatchObject({
      status: 400,
      body: [refusal],
    })
    expect(await salesforce.call('PATCH', `${taskByEvent}/new`, { Subject: 'x' })).toMatchObject({
      status: 201,
    })
    expect(await upsertAll(salesforce, task('old'), task('newer'))).toEqual([
      'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY',
      'saved',
    ])
  })
})

test('a user who may not create Tasks may still change them', async () => {
  const salesforce = await openSalesforce()
  await upsertAll(salesforce, task('old'))
  await salesforce.control('PUT', '/objects/Task', { createable: false })
  expect(await upsertAll(salesforce, task('old'), task('new'))).toEqual([
    'saved',
    'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY',
  ])
  expect(await salesforce.call('POST', '/sobjects/Task', { Subject: 'x' })).toMatchObject({
    status: 400,
    body: [{ message: 'entity type cannot be inserted: Task' }],
  })
})

test('an object that the user may not see does not exist, until it is shown', async () => {
  const salesforce = await openSalesforce()
  await salesforce.control('PUT', '/objects/Lead', { hidden: true })
  expect(await salesforce.call('GET', '/sobjects/Lead/describe')).toMatchObject({ status: 404 })
  expect(await salesforce.query('SELECT Id FROM Lead')).toMatchObject({
    status: 400,
    body: [{ errorCode: 'INVALID_TYPE' }],
  })
  expect(await salesforce.search('FIND {5551234567} IN PHONE FIELDS RETURNING Lead(Id)')).toMatchObject({
    body: [{ errorCode: 'INVALID_TYPE' }],
  })
  await salesforce.control('PUT', '/objects/Lead', { hidden: false, queryable: false })
  expect(await salesforce.query('SELECT Id FROM Lead')).toMatchObject({
    body: [{ errorCode: 'INVALID_TYPE_FOR_OPERATION' }],
  })
  expect(await salesforce.control('PUT', '/objects/Nope', { hidden: true })).toMatchObject({ status: 400 })
})

test('fields that are read-only or hidden are refused by name, and the neighbours are saved', async () => {
  const salesforce = await openSalesforce()
  await salesforce.control('PUT', '/fields/Task/Call_Queue__c', { updateable: false })
  await salesforce.control('PUT', '/fields/Task/Type', { hidden: true })
  expect(await upsertAll(salesforce, task('a', { Call_Queue__c: 'Q' }))).toEqual(['saved'])
  const again = await upsertAll(
    salesforce,
    task('a', { Call_Queue__c: 'Q', TaskSubtype: 'Call' }),
    task('b', { Type: 'Call' }),
    task('c'),
  )
  expect(again).toEqual([
    'INVALID_FIELD_FOR_INSERT_UPDATE Call_Queue__c TaskSubtype',
    'INVALID_FIELD',
    'saved',
  ])
})

test('a record is not given to a user who has left', async () => {
  const salesforce = await openSalesforce()
  const owners = [agentSmith.Id, agentPark.Id]
  expect(await upsertAll(salesforce, ...owners.map((OwnerId) => task(OwnerId, { OwnerId })))).toEqual([
    'saved',
    'INACTIVE_OWNER_OR_USER',
  ])
  expect(
    await salesforce.call('PATCH', `/sobjects/Contact/${johnDoe.Id}`, { OwnerId: agentPark.Id }),
  ).toMatchObject({ status: 400, body: [{ errorCode: 'INACTIVE_OWNER_OR_USER' }] })
})

test('an administrator can add a field', async () => {
  const salesforce = await openSalesforce()
  const field = {
    name: 'Region__c',
    type: 'picklist',
    restrictedPicklist: true,
    picklistValues: [{ value: 'EMEA' }],
  }
  expect(await salesforce.control('POST', '/fields/Task', field)).toMatchObject({ status: 201 })
  expect((await describeTask(salesforce)).fields.map(({ name }) => name)).toContain('Region__c')
  expect(
    await upsertAll(salesforce, task('a', { Region__c: 'EMEA' }), task('b', { Region__c: 'X' })),
  ).toEqual(['saved', 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST Region__c'])
  expect(await salesforce.control('POST', '/fields/Task', field)).toMatchObject({ status: 400 })
})
