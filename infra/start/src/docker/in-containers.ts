/**
 * Brings up everything in containers, by docker-compose.yml.
 */
import { randomBytes } from 'node:crypto'
import { environmentProblems, publishedPort } from '@calltrail/deploy/compose'
import type { ComposeModel } from '@calltrail/deploy/compose'
import {
  ConfigError,
  connectKafka,
  createLogger,
  loadConfig,
  openSalesforce,
  salesforceConfig,
} from '@calltrail/runtime'
import type { Environment } from '@calltrail/runtime'
import { salesforceVariables } from '@calltrail/simulators'
import { watchTopics } from '@calltrail/test/kit'
import { reasonForAccountingOnly } from '../accounting-only.ts'
import type { GivenVendors } from '../given-vendors.ts'
import type { Place, Running } from '../place.ts'
import { watchedTopics } from '../run-samples.ts'
import type { Steps } from '../steps.ts'
import { openCompose } from './compose.ts'
import type { Compose } from './compose.ts'
import { requireDocker } from './docker-command.ts'
import { composeEnvironment, withDotEnv } from './given.ts'
import { vendorProblems, hasOwnTraces, stageSettings, vendorsOf, webhookOf } from './resolved.ts'

export interface ContainerOptions {
  /** Whether what earlier runs have left in volumes is forgotten. */
  readonly fresh: boolean
}

/**
 * Sees whether all is there, and whether every process could start, before anything is.
 * @throws {ConfigError} that names service and variable, {StartError} with a sentence for the user
 */
export async function inContainers(shell: Environment, { fresh }: ContainerOptions): Promise<Place> {
  const env = withDotEnv(shell)
  const environment = composeEnvironment(env)
  await requireDocker(environment)
  const { compose, model } = await withPseudonymKey(environment)
  const problems = [...vendorProblems(model), ...environmentProblems(model)]
  if (problems.length > 0) throw new ConfigError(problems)
  const vendors = vendorsOf(model)
  const site = { compose, model, vendors, traceLink: env['TRACE_LINK'], fresh }
  return {
    settings: {
      salesforce: vendors.salesforce,
      registryAccess: {},
      webhook: webhookOf(model),
      kafkaRemembers: !fresh,
      accountingOnlyBecause: reasonForAccountingOnly(stageSettings(model), vendors),
    },
    bringUp: (steps, signal) => bringUp(site, steps, signal),
  }
}

interface Site extends ContainerOptions {
  readonly compose: Compose
  readonly model: ComposeModel
  readonly vendors: GivenVendors
  /** The address of a trace in a back-end that is given. */
  readonly traceLink: string | undefined
}

/** With a key for this run where none is given: everybody would know one that is written down (ADR 25). */
async function withPseudonymKey(env: Environment): Promise<Pick<Site, 'compose' | 'model'>> {
  const compose = openCompose(env)
  const model = await compose.model()
  const { environment } = model.services['enricher']!
  if (environment['PSEUDONYM_KEY'] || environment['PSEUDONYM_KEY_FILE']) return { compose, model }
  const keyed = openCompose({ ...env, PSEUDONYM_KEY: randomBytes(32).toString('hex') })
  return { compose: keyed, model: await keyed.model() }
}

async function bringUp(site: Site, steps: Steps, signal: AbortSignal): Promise<Running> {
  const { compose, model, fresh } = site
  await using owned = new AsyncDisposableStack()
  if (fresh)
    await steps.run(
      'What earlier runs have left',
      () => compose.down({ volumes: true }),
      () => 'forgotten',
    )
  await steps.run('Images', (detail) => compose.build({ detail, signal }))
  owned.defer(() => compose.down({ volumes: false }))
  owned.defer(() => compose.saveLogs().catch(() => {}))
  await steps.run(
    'Containers',
    (detail) => compose.up({ detail, signal }),
    () => `${Object.keys(model.services).length} services`,
  )
  const over = new AbortController()
  owned.defer(() => over.abort())

  const addresses = addressesOf(site)
  const log = createLogger('start', { logLevel: 'silent', logFormat: 'json' })
  const kafka = connectKafka({ kafkaBrokers: [addresses.kafkaBrokers] }, 'calltrail-start', log)
  const watch = owned.use(await watchTopics(kafka, watchedTopics))
  const salesforce = owned.use(openSalesforce(salesforceOf(site)))
  const all = owned.move()
  return {
    ...addresses,
    watch,
    salesforce,
    broken: compose.death(over.signal),
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  }
}

/** As this machine reaches it. The simulator names the address that it was asked at. */
function salesforceOf({ vendors, model }: Site) {
  return (
    vendors.salesforce ??
    loadConfig(salesforceConfig, salesforceVariables(published(model, 'simulators', 4_001)))
  )
}

type Addresses = Omit<Running, 'watch' | 'salesforce' | 'broken' | keyof AsyncDisposable>

function addressesOf({ model, vendors, traceLink: link }: Site): Addresses {
  const jaeger = published(model, 'jaeger', 16_686)
  return {
    kafkaBrokers: new URL(published(model, 'kafka', 19_092)).host,
    schemaRegistryUrl: `${published(model, 'registry', 8_080)}/apis/ccompat/v7`,
    ingressUrl: published(model, 'ingress', 3_000),
    monitorUrl: published(model, 'monitor', 9_100),
    traces: hasOwnTraces(model)
      ? { uiUrl: jaeger, linkTemplate: `${jaeger}/trace/{traceId}` }
      : { ...(link && { linkTemplate: link }) },
    simulators: {
      salesforceUrl: vendors.salesforce ? undefined : published(model, 'simulators', 4_001),
      genesysUrl: vendors.genesys ? undefined : published(model, 'simulators', 4_002),
    },
    further: [
      ['Prometheus', published(model, 'prometheus', 9_090)],
      ['Grafana', published(model, 'grafana', 3_000)],
      ['Health', 'docker compose --profile all ps'],
      ['Logs', 'docker compose --profile all logs --follow'],
    ],
  }
}

function published(model: ComposeModel, service: string, port: number): string {
  return `http://127.0.0.1:${publishedPort(model, service, port)}`
}
