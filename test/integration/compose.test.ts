/**
 * docker-compose.yml, read by the implementation of its specification, against what the code, the images and the stack without Docker declare.
 */
import { readFile } from 'node:fs/promises'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { healthPort, images, processes } from '@calltrail/deploy'
import { environmentProblems, openToAll } from '@calltrail/deploy/compose'
import type { ComposeModel, ComposeService } from '@calltrail/deploy/compose'
import { ingressConfig } from '@calltrail/ingress/config'
import { observabilityPath } from '@calltrail/observability'
import { kafkaSecurityConfig, registryAccessConfig, stopDeadlineMs } from '@calltrail/runtime'
import { genesysVariables, salesforceVariables } from '@calltrail/simulators'
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { parse } from 'yaml'
import { composeModel } from '../kit/compose-file.ts'
import { toolTimeoutMs } from '../kit/go-server.ts'

const deployed = processes.filter(({ runs }) => runs !== 'by-hand')
const infra = ['kafka', 'registry', 'jaeger', 'collector', 'prometheus', 'grafana']
const ours = images.filter(({ runs }) => runs !== 'by-hand').map(({ name }) => name)

let model: ComposeModel
beforeAll(async () => {
  model = await composeModel()
}, toolTimeoutMs)

function service(name: string): ComposeService {
  const found = model.services[name]
  if (!found) throw new Error(`docker-compose.yml has no service ${name}`)
  return found
}

/** The services of which something is not so. */
function servicesWhere(
  isWrong: (service: ComposeService, name: string) => boolean,
  of = [...infra, ...ours],
) {
  return of.filter((name) => isWrong(service(name), name))
}

describe('the services', () => {
  it('are what is deployed, the simulators, and what they need around them', () => {
    expect(Object.keys(model.services).toSorted()).toEqual([...infra, ...ours].toSorted())
  })

  it('are all in the profile all, and what is not Calltrail is in the profile infra', () => {
    expect(servicesWhere(({ profiles }) => !profiles.includes('all'))).toEqual([])
    expect(servicesWhere(({ profiles }) => profiles.includes('infra')).toSorted()).toEqual(infra.toSorted())
  })

  it('of Calltrail are built by the one Dockerfile, each as itself', () => {
    const builds = ours.map((name) => [
      name,
      service(name).image,
      service(name).build?.args,
      service(name).build?.dockerfile,
    ])
    expect(builds).toEqual(
      ours.map((name) => [name, `calltrail/${name}`, { SERVICE: name }, 'infra/docker/Dockerfile']),
    )
  })

  it('can be reached from this machine only', () => {
    expect(servicesWhere(({ ports }) => ports.some(({ host_ip }) => host_ip !== '127.0.0.1'))).toEqual([])
  })

  it('are published on ports of their own', () => {
    const published = Object.values(model.services).flatMap(({ ports }) =>
      ports.map((port) => port.published),
    )
    expect(new Set(published).size).toBe(published.length)
  })

  it('write to volumes and to memory only, without privileges, and within limits', () => {
    expect(servicesWhere(({ read_only }) => read_only !== true)).toEqual([])
    expect(servicesWhere(({ privileged }) => privileged === true)).toEqual([])
    expect(servicesWhere(({ cap_drop, cap_add }) => cap_drop.join() !== 'ALL' || cap_add.length > 0)).toEqual(
      [],
    )
    expect(servicesWhere(({ security_opt }) => !security_opt.includes('no-new-privileges:true'))).toEqual([])
    expect(servicesWhere(({ mem_limit }) => mem_limit === undefined)).toEqual([])
  })

  it('of Calltrail run as nobody', () => {
    expect(servicesWhere(({ user }) => user !== '65532:65532', ours)).toEqual([])
  })

  it('mount files of this repository to be read, never to be written', () => {
    const binds = (service: ComposeService) => service.volumes.filter(({ type }) => type === 'bind')
    expect(servicesWhere((service) => binds(service).some(({ read_only }) => read_only !== true))).toEqual([])
  })

  it('start again when they end, but for what runs once', () => {
    const once = deployed.filter(({ runs }) => runs === 'once').map(({ name }) => name)
    expect(servicesWhere(({ restart }) => restart !== 'unless-stopped')).toEqual(once)
    expect(once.map((name) => service(name).restart)).toEqual(once.map(() => 'no'))
  })

  it('have longer to end than they take', () => {
    const graceMs = (name: string) => Number.parseInt(service(name).stop_grace_period ?? '', 10) * 1_000
    expect(ours.filter((name) => !(graceMs(name) > stopDeadlineMs))).toEqual([])
    expect(service('ingress').stop_grace_period).toMatch(/^\d+s$/)
  })
})

describe('the order', () => {
  const running = deployed.filter(({ runs }) => runs === 'always').map(({ name }) => name)

  it('is that each service of Calltrail waits for topics and schemas', () => {
    const waits = ({ depends_on }: ComposeService) =>
      depends_on['provision']?.condition === 'service_completed_successfully'
    expect(servicesWhere((service) => !waits(service), running)).toEqual([])
  })

  it('is that these wait for Kafka and the registry to answer', () => {
    expect(service('provision').depends_on).toMatchObject({
      kafka: { condition: 'service_healthy' },
      registry: { condition: 'service_healthy' },
    })
  })

  it('is that whoever is told the name of a container in an address waits for it, or for who does', () => {
    const waitsFor = (name: string): string[] =>
      Object.keys(service(name).depends_on).flatMap((other) => [other, ...waitsFor(other)])
    const findings = Object.keys(model.services).flatMap((name) => {
      const texts = Object.values(service(name).environment).join(' ')
      return Object.keys(model.services)
        .filter((other) => other !== name && new RegExp(`(^|[ /])${other}:\\d`).test(texts))
        .filter((other) => !waitsFor(name).includes(other))
        .map((other) => `${name} → ${other}`)
    })
    expect(findings).toEqual([])
  })

  it('is known from health checks wherever there can be one', () => {
    // The images of Calltrail bring their own, and the collector's has nothing to run one with. One that is switched off fails `up --wait`.
    expect(servicesWhere(({ healthcheck }) => healthcheck === undefined, infra)).toEqual(['collector'])
    expect(servicesWhere(({ healthcheck }) => healthcheck?.disable === true)).toEqual([])
  })
})

describe('the environment', () => {
  it('of each process is one that it can start with', () => {
    expect(environmentProblems(model)).toEqual([])
  })

  it('has no variable that its process does not know', () => {
    const unknown = images.flatMap(({ name, config }) => {
      const known = new Set(Object.values(config).map(({ env }) => env))
      return Object.keys(model.services[name]?.environment ?? {})
        .filter((variable) => !known.has(variable))
        .map((variable) => `${name}: ${variable}`)
    })
    expect(unknown).toEqual([])
  })

  it('lets through every setting that its process knows, by name, but for what belongs to another place', () => {
    const elsewhere = new Set([
      // The Kafka and the registry of this file are open.
      ...Object.values({ ...kafkaSecurityConfig, ...registryAccessConfig }).map(({ env }) => env),
      // There is one broker.
      'KAFKA_REPLICATION_FACTOR',
      // Stands for addresses, which are set.
      'GENESYS_REGION',
    ])
    const missing = images.flatMap(({ name, config }) =>
      Object.values(config)
        .map(({ env }) => env)
        .filter((env) => name in model.services && !elsewhere.has(env) && !(env in service(name).environment))
        .map((env) => `${name}: ${env}`),
    )
    expect(missing).toEqual([])
  })

  it('has what is set reach those that know it, and nobody else', async () => {
    const set = { MIN_CALL_SECONDS: '10', PSEUDONYM_KEY: 'k'.repeat(32), SALESFORCE_PRIVATE_KEY: 'private' }
    const { services } = await composeModel({ ...set, KAFKA_SECURITY_PROTOCOL: 'SASL_SSL' })
    const having = (variable: string) =>
      Object.keys(services).filter((name) => services[name]!.environment[variable])
    expect(having('MIN_CALL_SECONDS')).toEqual(['sink'])
    expect(having('PSEUDONYM_KEY')).toEqual(['enricher'])
    expect(having('SALESFORCE_PRIVATE_KEY')).toEqual(['enricher', 'sink'])
    expect(having('KAFKA_SECURITY_PROTOCOL')).toEqual([])
  })

  it('has no key of pseudonyms that everybody knows', () => {
    expect(service('enricher').environment['PSEUDONYM_KEY']).toBe('')
  })

  it('has the secret of webhooks that is known to be none', () => {
    expect(service('ingress').environment['GENESYS_WEBHOOK_SECRET']).toBe(openToAll.webhookSecret)
  })

  it('has the simulators’ own addresses and credentials where no vendor is given', () => {
    const { environment } = service('enricher')
    expect(environment).toMatchObject({
      ...salesforceVariables('http://simulators:4001'),
      ...genesysVariables('http://simulators:4002'),
    })
    expect(service('sink').environment).toMatchObject(salesforceVariables('http://simulators:4001'))
    expect(service('simulators').environment).toMatchObject({
      SALESFORCE_SIM_PORT: '4001',
      GENESYS_SIM_PORT: '4002',
    })
    expect(service('simulators').ports.map(({ target }) => target)).toEqual([4_001, 4_002])
  })

  it('has a vendor that is given, with a secret or with a key', async () => {
    const given = {
      SALESFORCE_LOGIN_URL: 'https://acme.example',
      SALESFORCE_CLIENT_ID: 'client',
      SALESFORCE_CLIENT_SECRET: 'secret',
      GENESYS_API_URL: 'https://api.example',
      GENESYS_LOGIN_URL: 'https://login.example',
      GENESYS_CLIENT_ID: 'us',
      GENESYS_CLIENT_SECRET: 'hush',
    }
    expect((await composeModel(given)).services['enricher']!.environment).toMatchObject(given)
    const { services } = await composeModel({
      ...given,
      SALESFORCE_CLIENT_SECRET: '',
      SALESFORCE_PRIVATE_KEY: 'key',
    })
    expect(services['sink']!.environment).toMatchObject({
      SALESFORCE_CLIENT_SECRET: '',
      SALESFORCE_PRIVATE_KEY: 'key',
    })
  })

  it('names ports that the services listen on', () => {
    const running = deployed.filter(({ runs }) => runs === 'always')
    expect(
      running.filter(({ name }) => service(name).environment['HEALTH_PORT'] !== String(healthPort)),
    ).toEqual([])
    const { environment, ports } = service('ingress')
    expect(ports.map(({ target }) => String(target))).toEqual([environment['PORT']])
    expect(environment['PORT']).toBe(String(ingressConfig.port.fallback))
    expect(service('monitor').ports.map(({ target }) => target)).toEqual([healthPort])
  })

  it('keeps calls for a real org apart from those for the simulated one', async () => {
    const names = ({ volumes }: ComposeModel) => [volumes['kafka']!.name, volumes['spool']!.name]
    expect(names(model)).toEqual(['calltrail_kafka', 'calltrail_spool'])
    const ofOrg = await composeModel({ SALESFORCE_LOGIN_URL: 'https://acme.example' })
    expect(names(ofOrg)).toEqual(['calltrail_kafka_of_org', 'calltrail_spool_of_org'])
  })

  it('has the ingress store on a volume what Kafka has not taken', () => {
    const { environment, volumes } = service('ingress')
    expect(volumes).toEqual([
      expect.objectContaining({ type: 'volume', source: 'spool', target: environment['SPOOL_DIRECTORY'] }),
    ])
  })

  it('of Kafka tells programs on this machine the port that is published', async () => {
    const { environment, ports } = (await composeModel({ KAFKA_PORT: '19999' })).services['kafka']!
    expect(ports.map(({ published }) => published)).toEqual([19_999])
    expect(environment['KAFKA_ADVERTISED_LISTENERS']).toBe('INSIDE://kafka:9092,OUTSIDE://127.0.0.1:19999')
    expect(environment['KAFKA_LISTENERS']).toContain(`OUTSIDE://:${ports[0]!.target}`)
  })
})

describe('a wrong value', () => {
  it.each([
    ['RETRY_DELAYS_MS', 'soon', /^enricher: RETRY_DELAYS_MS /],
    [
      'SALESFORCE_LOGIN_URL',
      'acme',
      /^enricher: SALESFORCE_LOGIN_URL must be an http or https address \(it is "acme"\)\./,
    ],
    ['SALESFORCE_TIME_ZONE', 'Mars', /^sink: SALESFORCE_TIME_ZONE /],
    ['PSEUDONYM_KEY', 'short', /^enricher: PSEUDONYM_KEY must have at least 32 characters\./],
    [
      'SALESFORCE_PRIVATE_KEY',
      'key',
      /^enricher: SALESFORCE_PRIVATE_KEY and SALESFORCE_CLIENT_SECRET are both set\./,
    ],
    ['GENESYS_API_URL', 'genesys', /^enricher: GENESYS_API_URL must be an http or https address/],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'collector', /^ingress: OTEL_EXPORTER_OTLP_ENDPOINT /],
  ])('of %s is refused by service and name', async (variable, value, message) => {
    expect(environmentProblems(await composeModel({ [variable]: value }))[0]).toMatch(message)
  })

  it.each([
    ['a port that is none', { INGRESS_PORT: 'many' }, '', /invalid.*many/i],
    ['a misspelt property', {}, 'services: { sink: { memlimit: 1g } }', /services\.sink.*memlimit/],
    ['a service that nobody knows', {}, 'services: { sink: { depends_on: [kafak] } }', /kafak/],
    ['a volume that is not declared', {}, 'services: { sink: { volumes: ["tmp:/x/y"] } }', /tmp/],
  ])('such as %s is refused by name', async (_, env, text, message) => {
    await expect(composeModel(env, text ? [fileWith(text)] : [])).rejects.toThrow(message)
  })
})

function fileWith(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'calltrail-test-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'override.yml')
  writeFileSync(file, text)
  return file
}

describe('the page about it', async () => {
  const page = await readFile(fileURLToPath(new URL('../../docs/docker.md', import.meta.url)), 'utf8')

  it('has every port that is published, beside the variable for another one', async () => {
    const text = await readFile(fileURLToPath(new URL('../../docker-compose.yml', import.meta.url)), 'utf8')
    const published = [...text.matchAll(/127\.0\.0\.1:\$\{(\w+):-(\d+)\}/g)]
    const rows = page.split('\n').filter((line) => line.startsWith('|'))
    const untold = published.filter(
      ([, variable, port]) =>
        !rows.some((row) => row.includes(`\`${variable}\``) && row.includes(`:${port}`)),
    )
    expect(published.length).toBeGreaterThan(0)
    expect(untold.map(([, variable]) => variable)).toEqual([])
  })

  it('shows how secrets come from files, which are then looked for', async () => {
    const [, shown = ''] = /```yaml\n(secrets:[\s\S]*?)```/.exec(page) ?? []
    const problems = environmentProblems(await composeModel({}, [fileWith(shown)]))
    expect(problems).toEqual(
      ['enricher', 'sink'].map((name) => `${name}: SALESFORCE_CLIENT_SECRET_FILE cannot be read: ENOENT.`),
    )
  })
})

describe('the images', () => {
  const local = (path: string) =>
    readFile(fileURLToPath(new URL(`../../infra/local/${path}`, import.meta.url)), 'utf8')
  const tagOf = (name: string) => service(name).image.split(':')[1]!

  it('of Kafka and the registry are the versions of the stack without Docker', async () => {
    const pom = await local('pom.xml')
    expect(pom).toContain(`<kafka.version>${tagOf('kafka')}</kafka.version>`)
    expect(pom).toContain(`<apicurio.version>${tagOf('registry')}</apicurio.version>`)
    expect([service('kafka'), service('registry')].map(({ image }) => image.split(':')[0])).toEqual([
      'apache/kafka',
      'apicurio/apicurio-registry',
    ])
  })

  it('of Prometheus and the collector are the versions that the tests try our files with', async () => {
    // Prometheus v3.16.0 is v0.316.0 of its Go module.
    const [, minor, patch] = tagOf('prometheus').slice(1).split('.')
    expect(await local('go/prometheus/go.mod')).toContain(
      `github.com/prometheus/prometheus v0.3${minor!.padStart(2, '0')}.${patch}`,
    )
    expect(await local('go/jaeger/go.mod')).toContain(
      `opentelemetry-collector-contrib/processor/tailsamplingprocessor v${tagOf('collector')}`,
    )
  })

  it('of Jaeger is the version inside the module that the tests build', async () => {
    expect(await local('go/jaeger/go.mod')).toContain('github.com/jaegertracing/jaeger v1.76.0')
    expect(tagOf('jaeger')).toMatch(/^2\.13\.\d+$/)
  })
})

describe('what is mounted', () => {
  it('is there', async () => {
    const binds = Object.values(model.services).flatMap(({ volumes }) =>
      volumes.filter(({ type }) => type === 'bind'),
    )
    expect(binds.length).toBeGreaterThan(0)
    for (const { source } of binds) {
      // A folder, or a file.
      await expect(
        readFile(source!).catch((error: NodeJS.ErrnoException) => error.code),
        source,
      ).resolves.not.toBe('ENOENT')
    }
  })

  it('has Prometheus look at every service, where it listens', () => {
    const scraped = deployed.filter(({ runs }) => runs === 'always')
    const { scrape_configs } = readYaml('prometheus/prometheus.yaml') as {
      scrape_configs: { static_configs: object[] }[]
    }
    expect(scrape_configs.flatMap(({ static_configs }) => static_configs)).toEqual(
      scraped.map(({ name }) => ({ targets: [`${name}:${healthPort}`], labels: { service: name } })),
    )
  })

  it('has the collector pass on to Jaeger, and Grafana ask Prometheus', () => {
    const { exporters } = readYaml('collector/config.yaml') as {
      exporters: Record<string, { endpoint: string }>
    }
    expect(Object.values(exporters).map(({ endpoint }) => new URL(endpoint).hostname)).toEqual(['jaeger'])
    const { datasources } = readYaml('grafana/datasources/prometheus.yaml') as {
      datasources: { url: string }[]
    }
    expect(datasources.map(({ url }) => url)).toEqual(['http://prometheus:9090'])
  })

  it('has Grafana find the dashboards where they are mounted', () => {
    const { providers } = readYaml('grafana/dashboards/calltrail.yaml') as {
      providers: { options: { path: string } }[]
    }
    const { volumes, environment } = service('grafana')
    expect(volumes.map(({ target }) => target)).toContain(providers[0]!.options.path)
    const home = environment['GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH']!
    expect(readYaml(home.replace('/etc/calltrail/', ''))).toHaveProperty('panels')
  })
})

function readYaml(path: string): unknown {
  return parse(readFileSync(observabilityPath(path), 'utf8'))
}
