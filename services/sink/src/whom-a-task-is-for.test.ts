/**
 * Whom a Task stands on and whom it belongs to, in an org that keeps Salesforce's rules.
 */
import { enrichedCall } from '@calltrail/schemas/testing'
import { samplePersonRecords, sampleRecords } from '@calltrail/simulators'
import { describe, expect, it } from 'vitest'
import type { OwnerPolicy } from './domain/owner.ts'
import { noFilters, strangersCall } from './testing/calls.ts'
import { simulatedOrg } from './testing/simulated-org.ts'
import type { SimulatedOrg } from './testing/simulated-org.ts'
import { callOf, sinkIn } from './testing/sink-in-org.ts'

const { johnDoe } = sampleRecords.contacts
const { leaProspect } = sampleRecords.leads
const { household } = sampleRecords.accounts
const { agentSmith, agentJones, agentPark, integrationUser } = sampleRecords.users

describe('a call', () => {
  it('of a lead is on the lead, related to nothing', async () => {
    const org = await simulatedOrg()
    const lead = { id: leaProspect.Id, name: 'Lea Prospect', email: null }
    expect(await sinkIn(org).logged([strangersCall({ contactMatch: 'LEAD', lead })])).toMatchObject([
      { result: 'CREATED', leadId: leaProspect.Id, contactId: null, accountId: null },
    ])
    expect(await org.records('Task')).toMatchObject([{ WhoId: leaProspect.Id, WhatId: null }])
  })

  it('of one of several contacts is related to the account they share', async () => {
    const org = await simulatedOrg()
    const call = strangersCall({ contactMatch: 'AMBIGUOUS', contactCandidates: 2, accountId: household.Id })
    expect(await sinkIn(org).logged([call])).toMatchObject([{ contactId: null, accountId: household.Id }])
    expect(await org.records('Task')).toMatchObject([{ WhoId: null, WhatId: household.Id }])
  })

  it('among colleagues is on nobody', async () => {
    const org = await simulatedOrg()
    const internal = strangersCall({ contactMatch: 'INTERNAL', direction: 'INTERNAL', customerPhone: null })
    await sinkIn(org, { filters: { ...noFilters, logInternalCalls: true } }).logged([internal])
    expect(await org.records('Task')).toMatchObject([{ WhoId: null, WhatId: null, CallType: 'Internal' }])
  })

  it('of a person account is told to the account, since its contact cannot be written', async () => {
    const org = await simulatedOrg()
    await org.control('PUT', '/person-accounts', { enabled: true })
    const { Id: accountId, PersonContactId: contactId } = samplePersonRecords.paulaPrivat
    const contact = { id: contactId, name: 'Paula Privat', accountId, email: null, isPersonAccount: true }
    expect(await sinkIn(org).logged([enrichedCall({ contact, accountId })])).toMatchObject([
      { result: 'CREATED', contactId, contactError: null },
    ])
    expect(await org.contact(contactId)).toMatchObject({ Last_Call_Date__c: '2026-03-14T10:10:30.000+0000' })
    const earlier = enrichedCall({ eventId: 'e-0', contact, accountId, endedAt: Date.UTC(2026, 1, 1) })
    await sinkIn(org).logged([earlier])
    expect(await org.contact(contactId)).toMatchObject({ Last_Call_Date__c: '2026-03-14T10:10:30.000+0000' })
  })
})

describe('a Task belongs to', () => {
  const byEmail: OwnerPolicy = { by: 'email', mapping: new Map(), defaultOwnerId: agentJones.Id }
  const ownerOf = async (org: SimulatedOrg) => (await org.records('Task'))[0]?.['OwnerId']

  it.each<[string, string | null, OwnerPolicy, string | null]>([
    ['the agent’s user', agentSmith.Email, byEmail, agentSmith.Id],
    ['the default owner when the agent’s user is inactive', agentPark.Email, byEmail, agentJones.Id],
    ['the default owner when the agent is not known', null, byEmail, agentJones.Id],
    ['the integration user when there is no default', null, { ...byEmail, defaultOwnerId: null }, null],
    [
      'the default owner when the mapped user is inactive',
      agentPark.Email,
      { ...byEmail, mapping: new Map([['user-agent-1', agentPark.Id]]) },
      agentJones.Id,
    ],
    [
      'the default owner when the mapped user does not exist',
      agentPark.Email,
      { ...byEmail, mapping: new Map([['user-agent-1', '005Sm0000Nobody1AA']]) },
      agentJones.Id,
    ],
    [
      'the integration user when the default owner is inactive',
      null,
      { ...byEmail, defaultOwnerId: agentPark.Id },
      null,
    ],
  ])('%s', async (_, agentEmail, owners, ownerId) => {
    const org = await simulatedOrg()
    expect(await sinkIn(org, { owners }).logged([callOf(johnDoe, { agentEmail })])).toMatchObject([
      { result: 'CREATED', ownerId },
    ])
    expect(await ownerOf(org)).toBe(ownerId ?? integrationUser.Id)
  })

  it('the default owner when the agent’s user may not read the Task', async () => {
    const org = await simulatedOrg()
    const recordError = { statusCode: 'TRANSFER_REQUIRES_READ', message: 'of a test' }
    await org.fail({ do: { recordError, where: { OwnerId: agentSmith.Id } } })
    const call = callOf(johnDoe, { agentEmail: agentSmith.Email })
    expect(await sinkIn(org, { owners: byEmail }).logged([call])).toMatchObject([
      { result: 'CREATED', ownerId: agentJones.Id, omittedFields: [] },
    ])
  })

  it('an owner that was refused is not tried with every call', async () => {
    const org = await simulatedOrg()
    const owners: OwnerPolicy = { ...byEmail, mapping: new Map([['user-agent-1', agentPark.Id]]) }
    const sink = sinkIn(org, { owners })
    await sink.logged([callOf(johnDoe, { eventId: 'e-1' })])
    const { length } = await org.requests()
    await sink.logged([callOf(johnDoe, { eventId: 'e-2' })])
    expect((await org.requests()).slice(length)).toHaveLength(1)
    expect((await org.records('Task')).map((task) => task['OwnerId'])).toEqual([agentJones.Id, agentJones.Id])
  })

  it('the agent’s user, also when a revision comes without the agent', async () => {
    const org = await simulatedOrg()
    const sink = sinkIn(org, { owners: byEmail })
    const call = callOf(johnDoe)
    await sink.logged([{ ...call, agentEmail: agentSmith.Email }])
    await sink.logged([{ ...call, revision: call.revision + 1, agentEmail: null }])
    expect(await ownerOf(org)).toBe(agentSmith.Id)
  })

  it('the integration user when the one that the mapping file names is inactive', async () => {
    const org = await simulatedOrg()
    const mapping = { task: { OwnerId: { value: agentPark.Id } } }
    expect(await sinkIn(org, { owners: byEmail, mapping }).logged([callOf(johnDoe)])).toMatchObject([
      { result: 'CREATED', ownerId: null, omittedFields: ['OwnerId'] },
    ])
    expect(await ownerOf(org)).toBe(integrationUser.Id)
  })

  it('the agent’s user, also when that comes to be known later', async () => {
    const org = await simulatedOrg()
    const sink = sinkIn(org, { owners: byEmail })
    const call = callOf(johnDoe)
    await sink.logged([{ ...call, agentEmail: null }])
    expect(await ownerOf(org)).toBe(agentJones.Id)
    await sink.logged([{ ...call, revision: call.revision + 1, agentEmail: agentSmith.Email }])
    expect(await ownerOf(org)).toBe(agentSmith.Id)
  })
})

describe('a field that is written at creation only', () => {
  const mapping = { task: { Subject: { value: 'Call', createOnly: true } } }

  it('stays what people made of it, also when another process brings the Task up to date', async () => {
    const org = await simulatedOrg()
    const call = callOf(johnDoe)
    const [first] = await sinkIn(org, { mapping }).logged([call])
    await org.salesforce.update('Task', [{ Id: first!.taskId!, Subject: 'Complaint' }])
    const news = { ...call, revision: call.revision + 1, wrapUpNotes: 'Called back.' }
    await sinkIn(org, { mapping }).logged([news])
    expect(await org.records('Task')).toMatchObject([
      { Subject: 'Complaint', Agent_Notes__c: 'Called back.' },
    ])
  })

  it('costs one question for a batch, and none for Tasks that the process wrote itself', async () => {
    const org = await simulatedOrg()
    const sink = sinkIn(org, { mapping })
    const calls = ['e-1', 'e-2'].map((eventId) => callOf(johnDoe, { eventId }))
    await sink.logged(calls)
    const { length } = await org.requests()
    await sink.logged(calls.map((call) => ({ ...call, revision: call.revision + 1 })))
    expect((await org.requests()).slice(length).map(({ kind }) => kind)).toEqual(['collection-upsert'])
  })
})
