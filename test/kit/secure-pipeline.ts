/**
 * Calltrail on a guarded Kafka: every client is a process, and each logs in by a mechanism of its own.
 */
import { headerText } from '@calltrail/runtime'
import { callsEnriched, callsEnrichedMasked, callsLogged, stages } from '@calltrail/schemas'
import type { PrincipalName } from '@calltrail/schemas'
import { callPayload } from './calls.ts'
import { watchTopics } from './event-watch.ts'
import type { EventWatch, WatchedRecord } from './event-watch.ts'
import { startVendors, vendorEnvironment } from './pipeline.ts'
import type { Vendors } from './pipeline.ts'
import { tasksOf } from './salesforce-org.ts'
import { openSecureStack } from './secure-stack.ts'
import type { Login, SecureStack } from './secure-stack.ts'
import { startService } from './service-process.ts'
import type { ServiceEnvironment, ServiceName, ServiceProcess } from './service-process.ts'
import { postWebhook, signedHeaders } from './webhook.ts'

const webhookSecret = 'the webhook secret of a guarded pipeline'

/** Together they use all that there are. */
const logins = {
  ingress: 'SCRAM-SHA-256',
  enricher: 'OAUTHBEARER',
  sink: 'CERTIFICATE',
  monitor: 'PLAIN',
  console: 'SCRAM-SHA-512',
  provision: 'SCRAM-SHA-512',
} as const satisfies Partial<Record<PrincipalName, Login>>

export type ClientName = keyof typeof logins

export const clientNames = Object.keys(logins) as readonly ClientName[]

export interface SecurePipeline extends AsyncDisposable {
  readonly stack: SecureStack
  readonly vendors: Vendors
  /** What a client is started with. @param login another one than its usual */
  environmentOf(name: ClientName, login?: Login): ServiceEnvironment
  /** Starts a service, or one more of it, which is stopped at the end. @param env by default what is usual */
  start(name: ServiceName, env?: ServiceEnvironment): Promise<ServiceProcess>
  /** The one that was started last. */
  service(name: ServiceName): ServiceProcess
  /** Begins to watch what becomes of calls. The topics must be there. */
  watchCalls(): Promise<EventWatch>
}

/** Of one call. */
export interface Fate {
  readonly tasks: number
  readonly logged: number
  readonly deadLetters: number
}

export const loggedOnce: Fate = { tasks: 1, logged: 1, deadLetters: 0 }

/** Starts the stack and the vendors; nobody has a right yet, and no topic is there. */
export async function openSecurePipeline(): Promise<SecurePipeline> {
  await using cleanUp = new AsyncDisposableStack()
  const [openedStack, startedVendors] = await Promise.all([openSecureStack(), startVendors()])
  const stack = cleanUp.use(openedStack)
  const vendors = cleanUp.use(startedVendors)
  const owned = cleanUp.move()
  const services = new Map<ServiceName, ServiceProcess>()
  const environmentOf: SecurePipeline['environmentOf'] = (name, login = logins[name]) => ({
    ...vendorEnvironment(vendors),
    ...stack.environmentOf(name, login),
    ...(name === 'ingress' && { GENESYS_WEBHOOK_SECRET: webhookSecret, HOST: '127.0.0.1', PORT: '0' }),
    // A stage that ended without leaving its group, for it may not, is not waited for so long.
    KAFKA_SESSION_TIMEOUT_MS: '6000',
    ...(name === 'enricher' && { PSEUDONYM_KEY: 'a key for pseudonyms that is long enough' }),
  })
  return {
    stack,
    vendors,
    environmentOf,
    async start(name, env = environmentOf(name)) {
      const service = owned.use(await startService(name, env))
      services.set(name, service)
      return service
    },
    service: (name) => services.get(name)!,
    async watchCalls() {
      const events = [callsEnriched, callsEnrichedMasked, callsLogged].map(({ name }) => name)
      const deadLetters = stages.map((stage) => stage.deadLetters)
      return owned.use(await watchTopics(stack.kafka, [...events, ...deadLetters]))
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

/** A call through the front door. @returns its event's id, and what the ingress did with it */
export async function sendCall(
  ingress: ServiceProcess,
  changes: Readonly<Record<string, unknown>> = {},
): Promise<{ readonly eventId: string; readonly status: string }> {
  const body = JSON.stringify(callPayload(changes))
  const answer = await postWebhook(ingress.url!, body, signedHeaders(body, webhookSecret))
  if (answer.status !== 202) throw new Error(`The ingress answered ${answer.status}`)
  return { eventId: answer.body.eventId!, status: answer.body.status! }
}

export const about = (topic: string, eventId: string) => (record: WatchedRecord) =>
  record.topic === topic && headerText(record.message.headers, 'ce_id') === eventId

/** What has become of a call, once it is logged. */
export async function fateOf(
  eventId: string,
  watch: EventWatch,
  { salesforceUrl }: Pick<Vendors, 'salesforceUrl'>,
): Promise<Fate> {
  await watch.next(about(callsLogged.name, eventId))
  const count = (topics: readonly string[]) =>
    watch.records.filter((record) => topics.includes(record.topic) && about(record.topic, eventId)(record))
      .length
  return {
    tasks: (await tasksOf(salesforceUrl, eventId)).length,
    logged: count([callsLogged.name]),
    deadLetters: count(stages.map(({ deadLetters }) => deadLetters)),
  }
}
