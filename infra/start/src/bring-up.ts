/**
 * Brings up everything as processes of this machine: what does not wait for something else starts side by side.
 */
import { join } from 'node:path'
import { openStack } from '@calltrail/local'
import type { Progress, Stack } from '@calltrail/local'
import { provision } from '@calltrail/provision'
import { connectKafka, loadConfig, openSalesforce, salesforceConfig } from '@calltrail/runtime'
import { watchTopics } from '@calltrail/test/kit'
import type { ServiceProcess } from '@calltrail/test/kit'
import { pino } from 'pino'
import type { Place, Running } from './place.ts'
import { withPortNote } from './ports.ts'
import { watchedTopics } from './run-samples.ts'
import { openServiceLogs } from './service-logs.ts'
import { deathOf, openIngress, openService } from './services.ts'
import type { Settings } from './settings.ts'
import { shownAddress } from './shown-address.ts'
import { simulate, simulatorEnvironment } from './simulators.ts'
import type { Simulation, Simulators } from './simulators.ts'
import type { Steps } from './steps.ts'
import { together } from './together.ts'

/** On this machine, without containers. */
export function onThisMachine(settings: Settings): Place {
  return { settings, bringUp: (steps, signal) => bringUp(settings, steps, signal) }
}

async function bringUp(settings: Settings, steps: Steps, signal: AbortSignal): Promise<Running> {
  await using owned = new AsyncDisposableStack()
  const logs = owned.use(await openServiceLogs())
  const site = { settings, steps, signal, owned }

  const { stack, simulators } = await openSurroundings(site)
  const { kafkaBrokers, schemaRegistryUrl } = stack
  const kafka = connectKafka(
    { kafkaBrokers: kafkaBrokers.split(','), ...settings.kafkaSecurity },
    'calltrail-start',
    logTo(logs.directory),
  )
  await steps.run(
    'Topics and schemas',
    () => provision({ kafka, schemaRegistryUrl, ...settings.registryAccess }),
    ({ topics, schemas }) => `${topics.length} topics, ${schemas.length} schemas`,
  )
  signal.throwIfAborted()

  const env = {
    ...settings.serviceEnvironment,
    ...simulatorEnvironment(simulators),
    ...stack.traces!.environment,
    KAFKA_BROKERS: kafkaBrokers,
    SCHEMA_REGISTRY_URL: schemaRegistryUrl,
  }
  const salesforce = owned.use(openSalesforce(settings.salesforce ?? loadConfig(salesforceConfig, env)))
  const [watch, ...services] = await together(signal, [
    async () => owned.use(await watchTopics(kafka, watchedTopics)),
    (signal) => ingressStep({ ...site, signal }, env),
    (signal) => serviceStep({ ...site, signal }, 'Enricher', () => openService('enricher', env, signal)),
    (signal) => serviceStep({ ...site, signal }, 'Sink', () => openService('sink', env, signal)),
    (signal) => serviceStep({ ...site, signal }, 'Monitor', () => openService('monitor', env, signal)),
  ])
  for (const service of services) logs.follow(service)

  const all = owned.move()
  return {
    kafkaBrokers,
    schemaRegistryUrl,
    ingressUrl: services[0].url!,
    monitorUrl: services[3].healthUrl,
    traces: stack.traces!,
    simulators,
    further: [
      ...services.map(({ name, healthUrl }, index): [string, string] => [
        index === 0 ? 'Health' : '',
        `${`${healthUrl}/health/ready`.padEnd(42)} ${name}`,
      ]),
      ['Logs', `${logs.directory}/*.log`],
    ],
    watch,
    salesforce,
    broken: Promise.race([stack.broken, ...services.map(deathOf)]),
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  }
}

/** What every step of bringing up needs. */
interface Site {
  readonly settings: Settings
  readonly steps: Steps
  readonly signal: AbortSignal
  /** Takes down what was started. */
  readonly owned: AsyncDisposableStack
}

/** Kafka, the registry, the trace back-end, and the vendors that are simulated. */
async function openSurroundings(site: Site): Promise<{ stack: Stack; simulators: Simulators }> {
  const { settings, steps, owned } = site
  const [stack, salesforceUrl, genesysUrl] = await together(site.signal, [
    async (signal) => {
      const opening = (detail: (text: string) => void) =>
        openStack({
          env: settings.stackEnvironment,
          traces: true,
          preferredPorts: tracePorts,
          progress: progressTo(detail),
          signal,
        })
      return owned.use(await steps.run('Kafka, registry and traces', opening, addressesOf))
    },
    async () => (settings.salesforce ? undefined : simulatorStep(site, simulate.salesforce)),
    async () => (settings.simulatesGenesys ? simulatorStep(site, simulate.genesys) : undefined),
  ])
  return { stack, simulators: { salesforceUrl, genesysUrl } }
}

/** @returns the simulator's address */
async function simulatorStep(
  { steps, owned }: Site,
  { label, start, preferredPort }: Simulation,
): Promise<string> {
  const simulator = await steps.run(label, start, ({ url }) => withPortNote(url, preferredPort))
  return owned.use(simulator).url
}

function ingressStep(site: Site, env: Readonly<Record<string, string>>): Promise<ServiceProcess> {
  const { webhook } = site.settings
  return serviceStep(
    site,
    'Ingress',
    () => openIngress(env, webhook, site.signal),
    ({ url }) => withPortNote(url!, webhook.preferredPort),
  )
}

async function serviceStep(
  { steps, owned }: Site,
  label: string,
  start: () => Promise<ServiceProcess>,
  told?: (service: ServiceProcess) => string,
): Promise<ServiceProcess> {
  return owned.use(await steps.run(label, start, told))
}

/** Where people look for them. */
const tracePorts = { zipkin: 9_411, jaeger: 16_686 }

function addressesOf({ kafkaBrokers, schemaRegistryUrl, traces }: Stack): string {
  const addresses = [kafkaBrokers, shownAddress(schemaRegistryUrl), traces?.uiUrl]
  return addresses.filter((one) => one !== undefined).join(', ')
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
  return pino(
    { base: { service: 'start' } },
    pino.destination({ dest: join(directory, 'start.log'), sync: true }),
  )
}
