/**
 * The whole way of a call, with the services as processes and both vendors as servers. These tests share one pipeline and run one
 * after the other: two pipelines on one broker would be replicas of each other.
 */
import { randomUUID } from 'node:crypto'
import { connectKafka, connectRegistry, headerText } from '@calltrail/runtime'
import {
  callsEnriched,
  callsEnrichedMasked,
  callsLogged,
  enricherTopics,
  sinkTopics,
} from '@calltrail/schemas'
import type { CallEnriched, CallLogged } from '@calltrail/schemas'
import { controlSimulator, customerEndEvent, sampleRecords } from '@calltrail/simulators'
import type { CompactConversation } from '@calltrail/simulators'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import {
  callPayload,
  contactsOf,
  loadSamples,
  postWebhook,
  sendSample,
  signedHeaders,
  startPipeline,
  startVendors,
  tasksOf,
  pipelineEnvironment,
  watchTopics,
  withConversationSuffix,
} from '../kit/index.ts'
import type {
  EventWatch,
  Pipeline,
  Sample,
  ServiceEnvironment,
  Vendors,
  WatchedRecord,
} from '../kit/index.ts'
import { describedSchema, differences } from './described-records.ts'

const { kafkaBrokers, schemaRegistryUrl } = inject('stack')
const registry = connectRegistry({ schemaRegistryUrl })
const webhookSecret = 'the-webhook-secret-of-this-test'
const eventBridgeSecret = 'the-eventbridge-secret-of-this-test'
const dataActionSecret = 'the-data-action-secret-of-this-test'
const pseudonymKey = 'the-pseudonym-key-of-this-test-file'
const owned = new AsyncDisposableStack()

let vendors: Vendors
let pipeline: Pipeline
let watch: EventWatch
/** Everything that any service wrote. */
const output: string[] = []

function environment(): ServiceEnvironment {
  return {
    ...pipelineEnvironment(inject('stack'), vendors, webhookSecret),
    GENESYS_EVENTBRIDGE_SECRET: eventBridgeSecret,
    GENESYS_DATA_ACTION_SECRET: dataActionSecret,
    FOLLOW_UP_DELAYS_MS: '1000,1000,1000',
    PSEUDONYM_KEY: pseudonymKey,
  }
}

async function restart(changes: ServiceEnvironment = {}): Promise<void> {
  await stop()
  pipeline = await startPipeline({ ...environment(), ...changes })
}

async function stop(): Promise<void> {
  await pipeline[Symbol.asyncDispose]()
  for (const service of Object.values(pipeline.services)) output.push(...service.output)
}

beforeAll(async () => {
  vendors = owned.use(await startVendors())
  const kafka = connectKafka(
    { kafkaBrokers: kafkaBrokers.split(',') },
    'calltrail-test',
    pino({ enabled: false }),
  )
  const deadLetters = [enricherTopics.deadLetters, sinkTopics.deadLetters]
  watch = owned.use(
    await watchTopics(kafka, [
      callsEnriched.name,
      callsEnrichedMasked.name,
      callsLogged.name,
      ...deadLetters,
    ]),
  )
  pipeline = await startPipeline(environment())
})

afterAll(async () => {
  await stop()
  await owned.disposeAsync()
})

async function send(payload: Record<string, unknown>) {
  const body = JSON.stringify(payload)
  return postWebhook(pipeline.ingressUrl, body, signedHeaders(body, webhookSecret))
}

const about =
  (topic: string, { conversationId }: Record<string, unknown>) =>
  (record: WatchedRecord) =>
    record.topic === topic && headerText(record.message.headers, 'ce_id')!.startsWith(String(conversationId))

async function logged(payload: Record<string, unknown>, times = 1): Promise<CallLogged> {
  const records = await watch.many(times, about(callsLogged.name, payload))
  return (await registry.decode(records.at(-1)!.message.value!)) as CallLogged
}

describe('a signed webhook', () => {
  it('becomes a Task on the contact and the contact’s last call', async () => {
    const payload = callPayload()
    expect(await send(payload)).toEqual({
      status: 202,
      body: { eventId: `${payload['conversationId'] as string}:user-agent-1`, status: 'accepted' },
    })
    const { johnDoe } = sampleRecords.contacts
    expect(await logged(payload)).toMatchObject({
      result: 'CREATED',
      contactId: johnDoe.Id,
      contactError: null,
    })

    const [task, ...others] = await tasksOf(vendors.salesforceUrl, String(payload['conversationId']))
    expect(others).toEqual([])
    expect(task).toMatchObject({
      Subject: 'Call with John Doe',
      WhoId: johnDoe.Id,
      WhatId: johnDoe.AccountId,
    })
    const contacts = await contactsOf(vendors.salesforceUrl)
    expect(contacts.find(({ Id }) => Id === johnDoe.Id)).toMatchObject({
      LastActivityDate: '2026-03-14',
      Last_Call_Date__c: '2026-03-14T10:10:30.000+0000',
      Last_Call_Duration__c: 630,
    })
  })

  it('is an enriched event that any client of the registry can read, with a key and CloudEvents headers', async () => {
    const payload = callPayload()
    await send(payload)
    const { message } = await watch.next(about(callsEnriched.name, payload))
    const event = (await registry.decode(message.value!)) as CallEnriched
    expect(message.value![0]).toBe(0)
    expect(message.key?.toString()).toBe(sampleRecords.contacts.johnDoe.Id)
    expect(event).toMatchObject({
      customerPhone: '+15551234567',
      contactMatch: 'PHONE',
      recordingStatus: 'AVAILABLE',
    })
    expect(headerText(message.headers, 'ce_type')).toBe('calls.enriched.v1')
    expect(headerText(message.headers, 'ce_specversion')).toBe('1.0')
    expect(headerText(message.headers, 'ce_source')).toBe('/calltrail/enricher')
    expect(headerText(message.headers, 'content-type')).toBe('application/avro')
    expect(Date.parse(headerText(message.headers, 'ce_time')!)).not.toBeNaN()
  })

  it.each([callsEnriched, callsEnrichedMasked, callsLogged])(
    'stands on $name as the AsyncAPI document says: key, headers, and the schema that the value names',
    async ({ name }) => {
      const payload = callPayload()
      await send(payload)
      const record = await watch.next(about(name, payload))
      expect(differences(record)).toEqual([])
      const schemaId = record.message.value!.readInt32BE(1)
      const answer = await fetch(`${schemaRegistryUrl}/schemas/ids/${schemaId}`)
      const { schema } = (await answer.json()) as { schema: string }
      expect(JSON.parse(schema)).toEqual(describedSchema(name))
    },
  )

  it.each(["+1' OR Name LIKE '%", '%', "'; DELETE FROM Contact", '+1555123456_', '\\'])(
    'with the number %j finds nobody and harms nothing',
    async (callerId) => {
      const before = await contactsOf(vendors.salesforceUrl)
      const payload = callPayload({ callerId })
      expect(await send(payload)).toMatchObject({ status: 202 })
      expect(await logged(payload)).toMatchObject({ result: 'SKIPPED', skipReason: 'NO_CUSTOMER_NUMBER' })
      expect(await tasksOf(vendors.salesforceUrl, String(payload['conversationId']))).toEqual([])
      expect((await contactsOf(vendors.salesforceUrl)).length).toBe(before.length)
    },
  )
})

it('the same webhook three times, and again after a restart of all services, is one event and one Task; a revision passes', async () => {
  const payload = callPayload()
  const answers = [await send(payload), await send(payload), await send(payload)]
  expect(answers.map(({ status }) => status)).toEqual([202, 202, 202])
  expect(answers.map(({ body }) => body.status)).toEqual(['accepted', 'duplicate', 'duplicate'])
  const first = await logged(payload)

  await restart()
  expect(await send(payload)).toMatchObject({ status: 202, body: { status: 'accepted' } })
  // Comes after the copy on the same partition, so that the copy's fate is known when it is logged.
  const revision = { ...payload, attributes: { notes: 'Called back.' } }
  expect(await send(revision)).toMatchObject({ status: 202, body: { status: 'accepted' } })
  const again = await logged(payload, 2)
  expect(first.result).toBe('CREATED')
  expect(again).toMatchObject({ result: 'UPDATED', taskId: first.taskId })

  const published = watch.records.filter(about(callsEnriched.name, payload))
  const events = await Promise.all(published.map(({ message }) => registry.decode(message.value!)))
  const [one, two, ...more] = events as CallEnriched[]
  expect(more).toEqual([])
  expect(two!.revision).toBeGreaterThan(one!.revision)
  expect(await tasksOf(vendors.salesforceUrl, String(payload['conversationId']))).toMatchObject([
    { Agent_Notes__c: 'Called back.', Calltrail_Revision__c: two!.revision },
  ])
})

describe('a call that Genesys’s own events tell of', () => {
  /** Agent Smith handed it to Agent Jones, who has not given a wrap-up code yet. */
  const transferred: CompactConversation = {
    durationSeconds: 300,
    legs: [
      { purpose: 'customer' },
      { purpose: 'acd', queueId: 'queue-456', endSeconds: 10 },
      { purpose: 'agent', participantId: 'leg-1', userId: 'user-agent-1', startSeconds: 10, endSeconds: 100 },
      {
        purpose: 'agent',
        participantId: 'leg-2',
        userId: 'user-agent-2',
        queueId: 'queue-456',
        startSeconds: 100,
        wrapUp: { code: 'wrap-up-resolved', notes: 'Reset the router.', availableAfterMs: 2_500 },
      },
    ],
  }

  async function post(
    path: string,
    secret: string,
    body: unknown,
  ): Promise<{ eventId: string; status: string }> {
    const response = await fetch(`${pipeline.ingressUrl}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${secret}` },
      body: JSON.stringify(body),
    })
    expect(response.status).toBe(202)
    return (await response.json()) as { eventId: string; status: string }
  }

  it('is one Task for each agent, whichever doors it comes through, and gets its wrap-up when there is one', async () => {
    const conversationId = `conversation-${randomUUID()}`
    const genesys = controlSimulator(vendors.genesysUrl)
    await genesys.control('PUT', `/conversations/${conversationId}`, transferred)
    const envelope = customerEndEvent(conversationId, transferred)
    const { eventBody } = envelope.detail

    const accepted = { eventId: conversationId, status: 'accepted' }
    expect(await post('/webhook/eventbridge', eventBridgeSecret, envelope)).toEqual(accepted)
    expect(await post('/webhook/data-action', dataActionSecret, eventBody)).toEqual({
      ...accepted,
      status: 'duplicate',
    })
    const call = { conversationId }
    await watch.many(2, about(callsLogged.name, call))
    // And the same call once more, as a gateway's webhook tells of one agent's part.
    const payload = callPayload({ conversationId, participantId: 'leg-1', agentId: 'user-agent-1' })
    expect(await send(payload)).toMatchObject({
      body: { eventId: `${conversationId}:leg-1`, status: 'accepted' },
    })

    const secondLeg = { conversationId: `${conversationId}:leg-2` }
    const [first, withWrapUp] = await watch.many(2, about(callsEnriched.name, secondLeg))
    expect(await registry.decode(first!.message.value!)).toMatchObject({
      wrapUpName: null,
      transferred: true,
    })
    expect(await registry.decode(withWrapUp!.message.value!)).toMatchObject({ wrapUpName: 'Resolved' })
    await watch.many(2, about(callsLogged.name, secondLeg))

    const tasks = await tasksOf(vendors.salesforceUrl, conversationId)
    const byLeg = Object.fromEntries(tasks.map((task) => [task.Calltrail_Event_Id__c.split(':')[1], task]))
    expect(tasks).toHaveLength(2)
    expect(byLeg['leg-1']).toMatchObject({ Call_Agent__c: 'Agent Smith', Was_Transferred__c: true })
    expect(byLeg['leg-2']).toMatchObject({
      Call_Agent__c: 'Agent Jones',
      Was_Transferred__c: true,
      Call_Outcome__c: 'Resolved',
      CallDisposition: 'Resolved',
      Agent_Notes__c: 'Reset the router.',
    })
  })
})

describe('an unknown caller', () => {
  const stranger = (lastDigits: string) => callPayload({ callerId: `+1206555${lastDigits}` })

  it('is skipped by default', async () => {
    const payload = stranger('0100')
    await send(payload)
    expect(await logged(payload)).toMatchObject({
      result: 'SKIPPED',
      skipReason: 'UNKNOWN_CALLER',
      taskId: null,
    })
  })

  it('becomes one contact, however often they call, when that is asked for', async () => {
    await restart({ UNKNOWN_CALLER: 'create-contact' })
    const [first, second] = [stranger('0101'), stranger('0101')]
    await send(first)
    const { contactId } = await logged(first)
    await send(second)
    expect(await logged(second)).toMatchObject({ result: 'CREATED', contactId })
    const contacts = await contactsOf(vendors.salesforceUrl)
    expect(contacts.filter(({ Phone }) => Phone === '+12065550101')).toMatchObject([
      { Id: contactId, Name: '+12065550101', Last_Call_Duration__c: 630 },
    ])
  })

  it('is logged to an account when that is asked for', async () => {
    const accountId = sampleRecords.accounts.unknownCallers.Id
    await restart({ UNKNOWN_CALLER: 'log-to-account', UNKNOWN_CALLER_ACCOUNT_ID: accountId })
    const payload = stranger('0102')
    await send(payload)
    expect(await logged(payload)).toMatchObject({ result: 'CREATED', contactId: null, accountId })
    expect(await tasksOf(vendors.salesforceUrl, String(payload['conversationId']))).toMatchObject([
      { WhoId: null, WhatId: accountId },
    ])
  })
})

describe('the masked stream', () => {
  const bytesOf = ({ message: { key, value, headers } }: WatchedRecord) =>
    [key, value, ...Object.values(headers ?? {}).flat()].map((part) =>
      Buffer.from(part ?? '').toString('latin1'),
    )
  const eventOf = async ({ message }: WatchedRecord) =>
    (await registry.decode(message.value!)) as Pick<CallEnriched, 'eventId' | 'revision'>
  const identities = async (records: readonly WatchedRecord[]) =>
    (await Promise.all(records.map(eventOf)))
      .map(({ eventId, revision }) => `${eventId} ${revision}`)
      .toSorted()

  /** What must stand nowhere: numbers as they are written and by their last digits, addresses, notes, and each word of a name. */
  function tracesIn(call: CallEnriched): string[] {
    const { callerId, calleeId, customerPhone, contact, agentName, agentEmail, wrapUpNotes, recordingUrl } =
      call
    const numbers = [callerId, calleeId, customerPhone].flatMap((number) => number ?? [])
    const names = [contact?.name, agentName].flatMap((name) => name?.split(' ') ?? [])
    const local = numbers
      .map((number) => number.replaceAll(/\D/g, '').slice(-7))
      .filter((digits) => digits.length === 7)
    const texts = [contact?.email, agentEmail, wrapUpNotes, recordingUrl, call.attributes['notes']]
    return [...numbers, ...local, ...names, ...texts.flatMap((text) => text ?? [])].filter(
      (text) => text.length > 2,
    )
  }

  it('has each sample call that the enriched one has, and of no person a number, a name or a note in any byte', async () => {
    await restart()
    const suffix = `-masked-${randomUUID().slice(0, 8)}`
    const samples = (await loadSamples()).map((sample) => withConversationSuffix(sample, suffix))
    for (const sample of samples) await sendSample(sample, pipeline.ingressUrl, webhookSecret)
    const accepted = samples.filter((sample) => sample.expect.becomes !== 'refused')
    const ofSamples = (topic: string) => (record: WatchedRecord) =>
      record.topic === topic && headerText(record.message.headers, 'ce_id')!.includes(suffix)
    for (const sample of accepted) await logged({ conversationId: conversationOf(sample) })

    const enriched = await watch.many(accepted.length, ofSamples(callsEnriched.name))
    const masked = await watch.many(enriched.length, ofSamples(callsEnrichedMasked.name))
    expect(await identities(masked)).toEqual(await identities(enriched))

    const calls = await Promise.all(
      enriched.map(async ({ message }) => (await registry.decode(message.value!)) as CallEnriched),
    )
    const traces = [...new Set(calls.flatMap(tracesIn))]
    expect(traces).toEqual(expect.arrayContaining(['Smith', '+15551234567', '1234567']))
    // The ids of the sample org have letters of its people's names in them.
    const ids = calls.flatMap(({ contact, accountId }) => [contact?.id, accountId].flatMap((id) => id ?? []))
    const bytes = masked
      .flatMap(bytesOf)
      .map((text) => ids.reduce((left, id) => left.replaceAll(id, ''), text))
    expect(
      traces.filter((trace) => bytes.some((text) => text.includes(Buffer.from(trace).toString('latin1')))),
    ).toEqual([])
  })
})

function conversationOf(sample: Sample): string {
  return 'payload' in sample ? sample.payload.conversationId : ''
}

it('an org that lacks the external id stops the sink with its name, and the call is logged once the field is there', async () => {
  await restart()
  const { control } = controlSimulator(vendors.salesforceUrl)
  await control('PUT', '/fields/Task/Calltrail_Event_Id__c', { hidden: true })
  const { sink } = pipeline.services
  const payload = callPayload()
  await send(payload)
  expect(await sink.exited).toBe(1)
  const lastLine = sink.output.find((line) => line.includes('"level":"fatal"'))
  expect(lastLine).toContain('"code":"SALESFORCE_ORG_INCOMPLETE"')
  expect(lastLine).toContain('Calltrail_Event_Id__c')

  await control('PUT', '/fields/Task/Calltrail_Event_Id__c', { hidden: false })
  await restart()
  await logged(payload)
  expect(await tasksOf(vendors.salesforceUrl, String(payload['conversationId']))).toHaveLength(1)
})

it('the services stop with exit code 0 and have logged no secret and no phone number', async () => {
  await restart()
  const { services } = pipeline
  await stop()
  expect(await Promise.all(Object.values(services).map(({ exited }) => exited))).toEqual([0, 0, 0])
  const text = output.join('\n')
  const { SALESFORCE_CLIENT_SECRET, GENESYS_CLIENT_SECRET, GENESYS_WEBHOOK_SECRET } = environment()
  const doorSecrets = [GENESYS_WEBHOOK_SECRET, eventBridgeSecret, dataActionSecret, pseudonymKey]
  for (const secret of [SALESFORCE_CLIENT_SECRET, GENESYS_CLIENT_SECRET, ...doorSecrets]) {
    expect(text).not.toContain(secret)
  }
  expect(text).not.toMatch(/5551234567|2065550101|John Doe|Agent Smith/)
})
