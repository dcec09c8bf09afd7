/**
 * The Task and the contact of the documentation's example, field by field, beside what Calltrail writes for the same call: the same
 * value, or the reason why not. Everything goes through an org that keeps Salesforce's rules.
 */
import { enrichedCall } from '@calltrail/schemas/testing'
import { sampleRecords } from '@calltrail/simulators'
import { describe, expect, it } from 'vitest'
import { fitMapping, readMapping } from './mapping/index.ts'
import type { FittedMapping, TaskStatus } from './mapping/index.ts'
import { simulatedOrg } from './testing/simulated-org.ts'
import type { SimulatedOrg } from './testing/simulated-org.ts'

interface Row {
  readonly field: string
  /** What the documentation's code writes for its example payload, and for a contact of the sample org. */
  readonly documented: unknown
  /** What Calltrail writes, where that is something else, and why. */
  readonly ours?: { readonly value: unknown; readonly because: string }
}

const { johnDoe } = sampleRecords.contacts
const presigned = 'https://recordings.example/recording-222?X-Amz-Expires=3600'
const lasting = 'https://apps.mypurecloud.com/directory/#/engage/admin/interactions/conversation-111'
/** The documentation takes the time from its server's clock: for a call that is logged at once that is the end of the call. */
const today = '2026-03-14'

/** The documentation's example payload, enriched. */
const call = enrichedCall({
  conversationId: 'conversation-111',
  participantId: 'user-agent-1',
  direction: 'INBOUND',
  callerId: '+15551234567',
  calleeId: '+18001234567',
  startedAt: Date.parse('2026-03-14T10:00:00Z'),
  endedAt: Date.parse('2026-03-14T10:10:30Z'),
  durationSeconds: 630,
  recordingId: 'recording-222',
  recordingUrl: presigned,
  recordingLink: lasting,
  agentId: 'user-agent-1',
  agentName: 'Agent Smith',
  queueId: 'queue-456',
  queueName: 'Support Queue',
  interactionId: 'interaction-123',
  attributes: { contact_id: '003xx000003SG', account_id: '001xx000002Edc', customer_tier: 'Premium' },
  contact: {
    id: johnDoe.Id,
    name: 'John Doe',
    accountId: johnDoe.AccountId,
    email: johnDoe.Email,
    isPersonAccount: false,
  },
})

const expires = 'the presigned address expires within hours; the link of the conversation lasts'

const description = (recording: string) =>
  [
    'Inbound Call from +15551234567',
    'Duration: 10 minutes',
    'Agent: Agent Smith',
    'Queue: Support Queue',
    'Start: 2026-03-14T10:00:00Z',
    'End: 2026-03-14T10:10:30Z',
    `Recording: ${recording}`,
  ].join('\n')

const taskRows: readonly Row[] = [
  { field: 'Subject', documented: 'Call with John Doe' },
  {
    field: 'Description',
    documented: description(presigned),
    ours: { value: description(lasting), because: expires },
  },
  { field: 'WhoId', documented: johnDoe.Id },
  { field: 'WhatId', documented: johnDoe.AccountId },
  { field: 'ActivityDate', documented: today },
  { field: 'CallDurationInSeconds', documented: 630 },
  { field: 'CallType', documented: 'Inbound' },
  { field: 'Status', documented: 'Completed' },
  { field: 'Type', documented: 'Call' },
  { field: 'Call_Type__c', documented: 'Inbound' },
  { field: 'Call_Queue__c', documented: 'Support Queue' },
  { field: 'Call_Agent__c', documented: 'Agent Smith' },
  { field: 'Call_Duration_Seconds__c', documented: 630 },
  { field: 'Call_Recording_URL__c', documented: presigned, ours: { value: lasting, because: expires } },
  { field: 'Call_Channel__c', documented: 'Phone' },
  { field: 'Customer_Tier__c', documented: 'Premium' },
  { field: 'Was_Transferred__c', documented: false },
  { field: 'Call_Outcome__c', documented: 'Completed' },
  // The payload has no notes, and so has neither Task.
  { field: 'Agent_Notes__c', documented: null },
]

const contactRows: readonly Row[] = [
  // Salesforce refuses to have it written, and derives the same day from the completed Task.
  { field: 'LastActivityDate', documented: today },
  { field: 'Last_Call_Date__c', documented: '2026-03-14T10:10:30.000+0000' },
  { field: 'Last_Call_Duration__c', documented: 630 },
]

/** What the documentation has not. */
const additions: Readonly<Record<string, unknown>> = {
  Calltrail_Event_Id__c: 'conversation-111:user-agent-1',
  Calltrail_Revision__c: call.revision,
  CallObject: 'conversation-111',
  TaskSubtype: 'Call',
}

const oursOf = ({ documented, ours }: Row) => (ours ? ours.value : documented)

async function fittedTo({ salesforce }: SimulatedOrg): Promise<FittedMapping> {
  const taskStatuses: readonly TaskStatus[] = [{ value: 'Completed', isClosed: true, isDefault: false }]
  const [task, contact] = [await salesforce.describe('Task'), await salesforce.describe('Contact')]
  return fitMapping(readMapping(), { task, contact, taskStatuses })
}

const logged = {
  call,
  name: 'John Doe',
  contactId: johnDoe.Id,
  leadId: null,
  accountId: johnDoe.AccountId,
  ownerId: null,
  timeZone: 'America/Los_Angeles',
}

async function written() {
  const org = await simulatedOrg()
  const mapping = await fittedTo(org)
  const task = mapping.taskOf(logged)
  const results = [
    await org.salesforce.upsert('Task', 'Calltrail_Event_Id__c', [task]),
    await org.salesforce.update('Contact', [mapping.contactUpdateOf(call, johnDoe.Id)]),
  ]
  expect(results.flat().map(({ success }) => success)).toEqual([true, true])
  const [record] = await org.records('Task')
  return { task, mapping, record: record!, contact: await org.contact(johnDoe.Id) }
}

describe('the example call of the documentation', () => {
  it('gives its Task, field by field', async () => {
    const { record } = await written()
    const table = taskRows.map((row) => ({ field: row.field, value: record[row.field] }))
    expect(table).toEqual(taskRows.map((row) => ({ field: row.field, value: oursOf(row) })))
  })

  it('gives its contact, field by field', async () => {
    const { contact } = await written()
    const table = contactRows.map((row) => ({ field: row.field, value: contact[row.field] }))
    expect(table).toEqual(contactRows.map((row) => ({ field: row.field, value: oursOf(row) })))
  })

  it('gives nothing else but what makes it one call, and shows it as a call', async () => {
    const { task } = await written()
    const known = new Set(taskRows.map(({ field }) => field))
    const others = Object.entries(task).filter(([field]) => !known.has(field))
    expect(Object.fromEntries(others)).toEqual(additions)
  })

  it('differs only where the vendors leave no choice', () => {
    const differing = [...taskRows, ...contactRows].filter((row) => oursOf(row) !== row.documented)
    expect(differing.map(({ field, ours }) => [field, ours?.because])).toEqual([
      ['Description', expires],
      ['Call_Recording_URL__c', expires],
    ])
  })

  it('needs an org without a finding', async () => {
    const { mapping } = await written()
    expect(mapping.findings).toEqual([])
  })
})
