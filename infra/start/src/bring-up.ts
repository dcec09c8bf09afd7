/**
 * Brings up everything: what does not wait for something else starts side by side.
 */
import { join } from 'node:path'
import { openStack } from '@calltrail/local'
import type { Progress, Stack } from '@calltrail/local'
import { provision } from '@calltrail/provision'
import { connectKafka, loadConfig, openSalesforce, salesforceConfig } from '@calltrail/runtime'
import type { Salesforce } from '@calltrail/runtime'
import { callsEnriched, callsLogged, enricherTopics, sinkTopics } from '@calltrail/schemas'
import { watchTopics } from '@calltrail/test/kit'
import type { EventWatch, ServiceProcess } from '@calltrail/test/kit'
import type { Kafka } from 'kafkajs'
import { pino } from 'pino'
import { withPortNote } from './ports.ts'
import { openServiceLogs } from './service-logs.ts'
import { deathOf, openIngress, openService } from './services.ts'
import type { Settings } from './settings.ts'
import { simulate, simulatorEnvironment } from './simulators.ts'
import type { Simulators } from './simulators.ts'
import type { Steps } from './steps.ts'
import { together } from './together.ts'

/** All that is up. Disposing takes it down, the services first. */
export interface Running extends AsyncDisposable {
  readonly kafkaBrokers: string
  readonly schemaRegistryUrl: string
  readonly ingressUrl: string
  readonly simulators: Readonly<Simulators>
  readonly services: readonly ServiceProcess[]
  readonly logsDirectory: string
  /** Sees what becomes of each event. */
  readonly watch: EventWatch
  readonly salesforce: Salesforce
  /** Resolves when something ends by itself. */
  readonly broken: Promise<Error>
}

/** @throws {StartError | StackError} with a sentence for the user */
export async function bringUp(settings: Settings, steps: Steps, signal: AbortSignal): Promise<Running> {
  await using owned = new AsyncDisposableStack()
  const logs = owned.use(await openServiceLogs())

  const { stack, simulators } = await openSurroundings(settings, steps, signal, owned)
  const { kafkaBrokers, schemaRegistryUrl } = stack
  const kafka = connectKafka({ kafkaBrokers: kafkaBrokers.split(',') }, 'calltrail-start', logTo(logs.directory))
  await steps.run(
    'Topics and schemas',
    () => provision({ kafka, schemaRegistryUrl }),
    ({ topics, schemas }) => `${topics.length} topics, ${schemas.length} schemas`,
  )
  signal.throwIfAborted()

  const env = {
    ...settings.serviceEnvironment,
    ...simulatorEnvironment(simulators),
    KAFKA_BROKERS: kafkaBrokers,
    SCHEMA_REGISTRY_URL: schemaRegistryUrl,
  }
  const salesforce = owned.use(openSalesforce(settings.salesforce ?? loadConfig(salesforceConfig, env)))
  const { services, watch } = await openServices(settings, env, kafka, steps, signal, owned)
  for (const service of services) logs.follow(service)

  const all = owned.move()
  return {
    kafkaBrokers,
    schemaRegistryUrl,
    ingressUrl: services.find(({ name }) => name === 'ingress')!.url!,
    simulators,
    services,
    logsDirectory: logs.directory,
    watch,
    salesforce,
    broken: Promise.race([stack.broken, ...services.map(deathOf)]),
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  }
}

/** Kafka, the registry, and the vendors that are simulated. */
async function openSurroundings(
  settings: Settings,
  steps: Steps,
  signal: AbortSignal,
  owned: AsyncDisposableStack,
): Promise<{ stack: Stack; simulators: Simulators }> {
  let stack: Stack | undefined
  const simulators: Simulators = {}
  await together(signal, [
    async (signal) => {
      const opening = (detail: (text: string) => void) =>
        openStack({ env: settings.stackEnvironment, progress: progressTo(detail), signal })
      stack = owned.use(await steps.run('Kafka and schema registry', opening, addressesOf))
    },
    async () => {
      if (settings.salesforce) return
      const { start, preferredPort } = simulate.salesforce
      const { url } = owned.use(
        await steps.run('Salesforce, simulated', start, ({ url }) => withPortNote(url, preferredPort)),
      )
      simulators.salesforceUrl = url
    },
    async () => {
      if (!settings.simulatesGenesys) return
      const { start, preferredPort } = simulate.genesys
      const { url } = owned.use(
        await steps.run('Genesys, simulated', start, ({ url }) => withPortNote(url, preferredPort)),
      )
      simulators.genesysUrl = url
    },
  ])
  return { stack: stack!, simulators }
}

/** The three services, and the watch on what they publish. */
async function openServices(
  { webhook }: Settings,
  env: Readonly<Record<string, string>>,
  kafka: Kafka,
  steps: Steps,
  signal: AbortSignal,
  owned: AsyncDisposableStack,
): Promise<{ services: ServiceProcess[]; watch: EventWatch }> {
  const services: ServiceProcess[] = []
  let watch: EventWatch | undefined
  owned.defer(async () => {
    await Promise.all(services.map((service) => service[Symbol.asyncDispose]()))
  })
  await together(signal, [
    async (signal) => {
      const ingress = await steps.run(
        'Ingress',
        () => openIngress(env, webhook, signal),
        ({ url }) => withPortNote(url!, webhook.preferredPort),
      )
      services.push(ingress)
    },
    async (signal) => {
      services.push(await steps.run('Enricher', () => openService('enricher', env, signal)))
    },
    async (signal) => {
      services.push(await steps.run('Sink', () => openService('sink', env, signal)))
    },
    async () => {
      watch = owned.use(await watchTopics(kafka, watchedTopics))
    },
  ])
  return { services, watch: watch! }
}

const watchedTopics = [callsEnriched.name, callsLogged.name, enricherTopics.deadLetters, sinkTopics.deadLetters]

function addressesOf({ kafkaBrokers, schemaRegistryUrl }: Stack): string {
  return `${kafkaBrokers}, ${schemaRegistryUrl}`
}

function progressTo(detail: (text: string) => void): Progress {
  let label = ''
  return {
    step(next) {
      label = next
      detail(label)
    },
    detail: (text) => detail(`${label} (${text})`),
    end() {},
  }
}

/** Our own Kafka client's lines, which nobody needs to see while all is well. */
function logTo(directory: string) {
  return pino({ base: { service: 'start' } }, pino.destination({ dest: join(directory, 'start.log'), sync: true }))
}
