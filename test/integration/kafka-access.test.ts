/**
 * Calltrail on a Kafka that lets in only whom it knows, and lets them do only what `docs/kafka-access.md` lists. Every service is a process
 * and logs in by another mechanism.
 */
import { headerText } from '@calltrail/runtime'
import {
  allTopics,
  callsEnded,
  callsEnriched,
  callsEnrichedMasked,
  callsLogged,
  enricherTopics,
  principals,
  sinkTopics,
  stages,
} from '@calltrail/schemas'
import type { PrincipalName } from '@calltrail/schemas'
import { controlSimulator } from '@calltrail/simulators'
import { afterAll, beforeAll, expect, it } from 'vitest'
import {
  callPayload,
  postWebhook,
  signedHeaders,
  startService,
  startVendors,
  tasksOf,
  vendorEnvironment,
  watchTopics,
} from '../kit/index.ts'
import type {
  EventWatch,
  PipelineService,
  ServiceEnvironment,
  ServiceName,
  ServiceProcess,
  Vendors,
  WatchedRecord,
} from '../kit/index.ts'
import { lastWordsOf, runConsole, runProvision } from '../kit/secure-clients.ts'
import { rightsIn } from '../kit/secure-rights.ts'
import type { Right } from '../kit/secure-rights.ts'
import { openSecureStack } from '../kit/secure-stack.ts'
import type { Login, SecureStack } from '../kit/secure-stack.ts'

const webhookSecret = 'the-webhook-secret-of-this-test'
const owned = new AsyncDisposableStack()

const logins = {
  ingress: 'SCRAM-SHA-256',
  enricher: 'OAUTHBEARER',
  sink: 'CERTIFICATE',
  monitor: 'PLAIN',
  console: 'SCRAM-SHA-512',
  provision: 'SCRAM-SHA-512',
} as const satisfies Partial<Record<PrincipalName, Login>>

let stack: SecureStack
let vendors: Vendors
let watch: EventWatch
const services = new Map<ServiceName, ServiceProcess>()

function environmentOf(name: keyof typeof logins): ServiceEnvironment {
  return {
    ...vendorEnvironment(vendors),
    ...stack.environmentOf(name, logins[name]),
    ...(name === 'ingress' && { GENESYS_WEBHOOK_SECRET: webhookSecret, HOST: '127.0.0.1', PORT: '0' }),
    ...(name === 'enricher' && { PSEUDONYM_KEY: 'a pseudonym key of at least thirty-two bytes' }),
  }
}

async function start(name: PipelineService | 'monitor', changes: ServiceEnvironment = {}) {
  const service = owned.use(await startService(name, { ...environmentOf(name), ...changes }))
  services.set(name, service)
  return service
}

beforeAll(async () => {
  const [opened, started] = await Promise.all([openSecureStack(), startVendors()])
  stack = owned.use(opened)
  vendors = owned.use(started)
  for (const { name, rights } of principals) await stack.rights.grant(name, rightsIn(rights))
}, 240_000)

afterAll(() => owned.disposeAsync())

const about = (topic: string, eventId: string) => (record: WatchedRecord) =>
  record.topic === topic && headerText(record.message.headers, 'ce_id') === eventId

async function send(changes: Readonly<Record<string, unknown>> = {}): Promise<string> {
  const body = JSON.stringify(callPayload(changes))
  const answer = await postWebhook(services.get('ingress')!.url!, body, signedHeaders(body, webhookSecret))
  expect(answer.status).toBe(202)
  return answer.body.eventId!
}

it('provision creates every topic with its rights, and finds them there', async () => {
  const created = await runProvision(environmentOf('provision'))
  expect(created.errors).toEqual([])
  expect(created.exitCode).toBe(0)
  for (const { name } of allTopics()) expect(created.output).toContain(`topic   ${name}: created`)
  const found = await runProvision(environmentOf('provision'))
  expect(found.errors).toEqual([])
  for (const { name } of allTopics()) expect(found.output).toContain(`topic   ${name}: already there`)
})

it('a call goes its whole way, each service with its own login and no more than its rights', async () => {
  watch = owned.use(
    await watchTopics(stack.kafka, [
      callsEnriched.name,
      callsEnrichedMasked.name,
      callsLogged.name,
      ...stages.map(({ deadLetters }) => deadLetters),
    ]),
  )
  await Promise.all([start('ingress'), start('enricher'), start('sink')])
  const eventId = await send()
  const logged = await watch.next(about(callsLogged.name, eventId))
  expect(await stack.registry.decode(logged.message.value!)).toMatchObject({ result: 'CREATED' })
  await watch.next(about(callsEnriched.name, eventId))
  await watch.next(about(callsEnrichedMasked.name, eventId))
})

it('the monitor and the verbs of the console do with their rights what they are for', async () => {
  const salesforce = controlSimulator(vendors.salesforceUrl)
  await salesforce.fail({
    match: { object: 'Task' },
    do: { recordError: { statusCode: 'FIELD_CUSTOM_VALIDATION_EXCEPTION', message: 'No.' } },
  })
  const refused = [await send(), await send()] as const
  for (const eventId of refused) await watch.next(about(sinkTopics.deadLetters, eventId))
  await salesforce.control('DELETE', '/faults')

  const monitor = await start('monitor', { MONITOR_INTERVAL_MS: '1000' })
  const metrics = async () => (await fetch(`${monitor.healthUrl}/metrics`)).text()
  const openDeadLetters = async () =>
    Number(/^calltrail_dead_letters_open\{.*stage="sink".*\} (\d+)/m.exec(await metrics())?.[1])
  await expect.poll(openDeadLetters, { timeout: 30_000 }).toBe(2)

  const verb = async (...args: string[]) => {
    const { errors, exitCode, output } = await runConsole(args, environmentOf('console'))
    expect(errors).toEqual([])
    return { exitCode, output: output.join('\n') }
  }
  expect((await verb('call', refused[0])).output).toContain('dead')
  expect(await verb('dead-letters', 'replay', refused[0])).toMatchObject({ exitCode: 0 })
  await watch.next(about(callsLogged.name, refused[0]))
  expect(await verb('dead-letters', 'resolve', refused[1], '--reason', 'a test')).toMatchObject({
    exitCode: 0,
  })
  await expect.poll(openDeadLetters, { timeout: 30_000 }).toBe(0)
  await verb('health')
})

/** What is logged, in Salesforce and on its topic, and what was given up. */
async function fateOf(eventId: string) {
  await watch.next(about(callsLogged.name, eventId))
  return {
    tasks: (await tasksOf(vendors.salesforceUrl, eventId)).length,
    logged: watch.records.filter(about(callsLogged.name, eventId)).length,
    deadLetters: watch.records.filter(
      (record) =>
        stages.some(({ deadLetters }) => deadLetters === record.topic) &&
        about(record.topic, eventId)(record),
    ).length,
  }
}
const loggedOnce = { tasks: 1, logged: 1, deadLetters: 0 }

/** Waits until a service ends for want of a right, and holds what it says. */
async function stopsForWantOf(
  name: PipelineService,
  { resource, name: thing, operation }: Right,
): Promise<void> {
  const service = services.get(name)!
  expect(await service.exited).toBe(1)
  const said = lastWordsOf(service.output)
  expect(said).toHaveLength(1)
  expect(said[0]).toMatch(/^KAFKA_ACCESS_DENIED: /)
  expect(said[0]).toContain(operation)
  expect(said[0]).toContain(resource === 'transactional-id' ? 'transactional id' : resource)
  expect(said[0]).toContain(thing)
}

const right = (resource: Right['resource'], name: string, operation: Right['operation']): Right => ({
  resource,
  name,
  pattern: resource === 'transactional-id' ? 'prefixed' : 'literal',
  operation,
})

it('rights that are taken away stop a stage and send the ingress to its spool; when they are back, every call is logged once', async () => {
  const wanted = {
    ingress: right('topic', callsEnded.name, 'WRITE'),
    enricher: right('topic', callsEnriched.name, 'WRITE'),
    sink: right('topic', callsEnriched.name, 'READ'),
  } as const
  await stack.rights.revoke('enricher', [wanted.enricher])
  await stack.rights.revoke('sink', [wanted.sink])
  const calls = [await send()]
  await stack.rights.revoke('ingress', [wanted.ingress])
  calls.push(await send(), await send())
  await Promise.all([stopsForWantOf('enricher', wanted.enricher), stopsForWantOf('sink', wanted.sink)])

  for (const name of ['ingress', 'enricher', 'sink'] as const) await stack.rights.grant(name, [wanted[name]])
  await Promise.all([start('enricher'), start('sink')])
  for (const eventId of calls) expect(await fateOf(eventId)).toEqual(loggedOnce)
})

it('so do rights on a group and on a transactional id', async () => {
  const wanted = {
    enricher: right('group', enricherTopics.consumerGroup, 'READ'),
    sink: right('transactional-id', 'sink-', 'WRITE'),
  } as const
  await stack.rights.revoke('sink', [wanted.sink])
  const calls = [await send()]
  await stopsForWantOf('sink', wanted.sink)
  await stack.rights.revoke('enricher', [wanted.enricher])
  calls.push(await send())
  await stopsForWantOf('enricher', wanted.enricher)

  for (const name of ['enricher', 'sink'] as const) await stack.rights.grant(name, [wanted[name]])
  await Promise.all([start('enricher'), start('sink')])
  for (const eventId of calls) expect(await fateOf(eventId)).toEqual(loggedOnce)
})
