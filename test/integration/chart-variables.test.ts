/**
 * What is given to the chart as values, and what a process finds of it in its pod.
 */
import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { processes } from '@calltrail/deploy'
import type { ProcessName } from '@calltrail/deploy'
import { createAuthority } from '@calltrail/local'
import { loadConfig } from '@calltrail/runtime'
import type { ConfigSpec, Environment } from '@calltrail/runtime'
import { beforeAll, expect, it } from 'vitest'
import { chartValues } from '../kit/chart.ts'
import type { Values } from '../kit/chart.ts'
import { toolTimeoutMs } from '../kit/go-server.ts'
import { environmentIn } from '../kit/pod-environment.ts'
import { podsOf, renderCharts, valueSets } from '../kit/rendered-charts.ts'
import type { RenderedCharts } from '../kit/rendered-charts.ts'

let charts: RenderedCharts
beforeAll(async () => {
  charts = await renderCharts()
}, toolTimeoutMs)

it.each(valueSets)('each process reads what it is given: %s', (name) => {
  const directory = mkdtempSync(join(tmpdir(), 'calltrail-pod-'))
  const pods = podsOf(charts[name])
  try {
    for (const { name: process, config } of processes) {
      const values = chartValues(name)
      const pod = pods.get(process)
      if (!isRun(process, values)) {
        expect(pod, process).toBeUndefined()
        continue
      }
      expect(pod, process).toBeDefined()
      const found = environmentIn(pod!, directory, heldFor)
      const given = givenTo(process, config, values, found, directory)
      expect(loadConfig(config, found), process).toEqual(loadConfig(config, given))
    }
  } finally {
    rmSync(directory, { recursive: true })
  }
})

interface ValuesOfVariables {
  readonly enabled?: boolean
  readonly config?: Readonly<Record<string, string | number | boolean>>
  readonly secrets?: Readonly<Record<string, object>>
  readonly files?: Readonly<Record<string, object>>
}

function isRun(process: ProcessName, values: Values): boolean {
  return (values[process] as ValuesOfVariables | undefined)?.enabled ?? process !== 'console'
}

/** The variables of a process as its values say them, and what only the chart says. A file's last line ends, a value does not. */
function givenTo(
  process: ProcessName,
  config: ConfigSpec,
  values: Values,
  found: Environment,
  directory: string,
): Environment {
  const places = [values, values[process] ?? {}] as ValuesOfVariables[]
  const paths = new Set(
    Object.entries(config).flatMap(([name, { env }]) => (name.endsWith('Path') ? [env] : [])),
  )
  const referred = (env: string) =>
    paths.has(env) ? join(directory, '/etc/calltrail', env) : heldFor(env).trimEnd()
  const given = places.flatMap(({ config: texts = {}, secrets, files }) => [
    ...Object.entries(texts).map(([env, text]) => [env, String(text)]),
    ...Object.keys({ ...secrets, ...files }).map((env) => [env, referred(env)]),
  ])
  const ofChart = ['HOST', 'PORT', 'HEALTH_HOST', 'HEALTH_PORT', 'SPOOL_DIRECTORY', 'INGRESS_URL']
  return {
    ...Object.fromEntries(ofChart.flatMap((env) => (found[env] === undefined ? [] : [[env, found[env]]]))),
    ...Object.fromEntries(given),
  } as Environment
}

const authority = createAuthority('authority of the test')
const client = authority.issue('calltrail')
const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
})

function heldFor(variable: string): string {
  const held: Record<string, string> = {
    KAFKA_TLS_CA: authority.certificate,
    SCHEMA_REGISTRY_CA: authority.certificate,
    KAFKA_TLS_CERTIFICATE: client.certificate,
    KAFKA_TLS_KEY: client.key,
    SALESFORCE_PRIVATE_KEY: privateKey,
  }
  return held[variable] ?? 'a secret that is long enough for everybody\n'
}

it('no secret is a variable, but for the one that nobody reads from a file', () => {
  const secrets = [...podsOf(charts.everything).values()].flatMap(({ containers }) =>
    (containers[0].env ?? []).filter(({ valueFrom }) => valueFrom?.secretKeyRef).map(({ name }) => name),
  )
  expect([...new Set(secrets)]).toEqual(['OTEL_EXPORTER_OTLP_HEADERS'])
})

it('a text arrives as it is, whatever Kubernetes would make of it', () => {
  const { env } = podsOf(charts.everything).get('sink')!.containers[0]
  const attributes = env.find(({ name }) => name === 'OTEL_RESOURCE_ATTRIBUTES')!.value
  expect(attributes).toMatch(/^k8s\.pod\.name=\$\(K8S_POD\),/)
  expect(attributes).toMatch(/,deployment\.environment\.name=production,budget=\$\$\$\$\(K8S_POD\)$/)
})
