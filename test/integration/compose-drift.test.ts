/**
 * docker-compose.yml against the stack without Docker, and against the files that its containers are given.
 */
import { readFile } from 'node:fs/promises'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { healthPort } from '@calltrail/deploy'
import { registryProperties, serverProperties } from '@calltrail/local'
import { observabilityPath } from '@calltrail/observability'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { deployed, model, service } from '../kit/plain-compose.ts'

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

/** Settings by their names without punctuation, in which variables and properties differ. */
function byPlainName(settings: Readonly<Record<string, unknown>>, prefix = ''): Map<string, string> {
  return new Map(
    Object.entries(settings).map(([name, value]) => [
      `${prefix}${name}`.replaceAll(/[.-]/g, '_').toUpperCase(),
      String(value),
    ]),
  )
}

/** Those of the stack without Docker that a service has not, or has with another value. */
function differing(there: Map<string, string>, name: string): string[] {
  const here = byPlainName(service(name).environment)
  return [...there].filter(([setting, value]) => here.get(setting) !== value).map(([setting]) => setting)
}

describe('the settings are those of the stack without Docker', () => {
  it('of Kafka, but for where it listens, and that it may use what it likes', () => {
    const listener = { bound: 'bound:1', advertised: 'advertised:1' }
    const place = { listeners: { INTERNAL: listener }, controllerPort: 1, logDirectory: '/nowhere' }
    const lines = serverProperties({ ...place, ownListener: 'INTERNAL' })
      .trim()
      .split('\n')
    const properties = Object.fromEntries(lines.map((line) => line.split(/=(.*)/s).slice(0, 2)))
    expect(differing(byPlainName(properties, 'kafka.'), 'kafka')).toEqual([
      'KAFKA_CONTROLLER_QUORUM_VOTERS',
      'KAFKA_LISTENERS',
      'KAFKA_ADVERTISED_LISTENERS',
      'KAFKA_LISTENER_SECURITY_PROTOCOL_MAP',
      'KAFKA_INTER_BROKER_LISTENER_NAME',
      'KAFKA_LOG_DIRS',
      'KAFKA_NUM_NETWORK_THREADS',
      'KAFKA_NUM_IO_THREADS',
      'KAFKA_METADATA_MAX_IDLE_INTERVAL_MS',
    ])
  })

  it('of the registry, but for where it is, and what saves a laptop without Docker a little', () => {
    const properties = registryProperties({
      host: '127.0.0.1',
      port: 1,
      kafkaBrokers: 'kafka:9092',
      snapshotDirectory: '/tmp',
      temporaryDirectory: '/tmp',
    })
    expect(differing(byPlainName(properties), 'registry')).toEqual([
      'QUARKUS_HTTP_HOST',
      'QUARKUS_HTTP_PORT',
      'APICURIO_DATASOURCE_JDBC_INITIAL_SIZE',
      'APICURIO_DATASOURCE_JDBC_MIN_SIZE',
      'APICURIO_LOGCONFIGJOB_EVERY',
    ])
  })
})

function readYaml(path: string): unknown {
  return parse(readFileSync(observabilityPath(path), 'utf8'))
}
