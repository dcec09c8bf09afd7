/**
 * The chart, rendered by Helm and read by the schemas of Kubernetes, and compared with what the code declares.
 */
import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { healthPort, processes } from '@calltrail/deploy'
import type { ProcessName } from '@calltrail/deploy'
import { createAuthority } from '@calltrail/local'
import { loadConfig, openMetrics, serveHealth, stopDeadlineMs } from '@calltrail/runtime'
import type { ConfigSpec, Environment } from '@calltrail/runtime'
import { beforeAll, describe, expect, it } from 'vitest'
import { chartValues, renderChart } from '../kit/chart.ts'
import type { RenderedChart, Values } from '../kit/chart.ts'
import { toolTimeoutMs } from '../kit/go-server.ts'
import { openKubernetesSchemas } from '../kit/kubernetes-schemas.ts'
import type { KubernetesObject, ProblemsOf } from '../kit/kubernetes-schemas.ts'
import { environmentIn } from '../kit/pod-environment.ts'
import type { PodSpec } from '../kit/pod-environment.ts'

const names = ['minimal', 'everything', 'bare', 'certificates', 'tokens'] as const
type Rendered = Readonly<Record<(typeof names)[number], readonly KubernetesObject[]>>
let charts: readonly RenderedChart[]
let rendered: Rendered
let problemsOf: ProblemsOf
beforeAll(async () => {
  problemsOf = await openKubernetesSchemas()
  charts = await Promise.all(names.map((name) => renderChart(chartValues(name))))
  rendered = Object.fromEntries(names.map((name, index) => [name, charts[index]!.objects])) as Rendered
}, toolTimeoutMs)

function named(objects: readonly KubernetesObject[], kind: string, name?: string): KubernetesObject[] {
  return objects.filter(
    (object) => object.kind === kind && (name === undefined || object.metadata.name === name),
  )
}

/** The pods of a release, by their process. */
function podsOf(objects: readonly KubernetesObject[]): Map<string, PodSpec> {
  return new Map(
    objects
      .filter(({ kind }) => ['StatefulSet', 'Deployment', 'Job', 'Pod'].includes(kind))
      .map(
        ({ kind, spec }) =>
          (kind === 'Pod' ? spec : (spec as { template: { spec: unknown } }).template.spec) as PodSpec,
      )
      .map((pod) => [pod.containers[0].name, pod]),
  )
}

describe.each(names)('with the values %s', (name) => {
  it('Helm has nothing to say against it', () => {
    expect(charts[names.indexOf(name)]!.findings).toEqual([])
  })

  it('Kubernetes knows each object, to the last field', () => {
    expect(rendered[name].flatMap(problemsOf)).toEqual([])
    expect(rendered[name].length).toBeGreaterThan(9)
  })

  it('no two objects have the same name', () => {
    const all = rendered[name].map(({ kind, metadata }) => `${kind} ${metadata.name}`)
    expect(all.filter((one, index) => all.indexOf(one) !== index)).toEqual([])
  })

  it('each process reads what it is given', () => {
    const directory = mkdtempSync(join(tmpdir(), 'calltrail-pod-'))
    const pods = podsOf(rendered[name])
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

  it('each pod may run where pods may do least', () => {
    for (const { securityContext, containers, volumes } of podsOf(rendered[name]).values()) {
      expect(securityContext).toMatchObject({
        runAsNonRoot: true,
        seccompProfile: { type: 'RuntimeDefault' },
      })
      expect(containers[0].securityContext).toEqual({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      })
      expect(volumes?.filter((volume) => 'hostPath' in volume) ?? []).toEqual([])
    }
  })
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

describe('what the code declares', () => {
  it('is what is deployed: each process, by its own image', () => {
    const images = [...podsOf(rendered.everything)].map(([name, { containers }]) => [
      name,
      containers[0].image,
    ])
    const registry = 'registry.example.com/team/calltrail'
    expect(Object.fromEntries(images)).toEqual({
      ...Object.fromEntries(processes.map(({ name }) => [name, `${registry}/${name}:1.2.3`])),
      ingress: expect.stringMatching(new RegExp(`^${registry}/ingress@sha256:[0-9a-f]{64}$`)),
      test: expect.stringMatching(new RegExp(`^${registry}/ingress@`)),
    })
  })

  it('is where probes and Prometheus ask: the port and the paths of health', async () => {
    await using health = await serveHealth(
      { healthHost: '127.0.0.1', healthPort: 0 },
      { isReady: () => true, metrics: { ...openMetrics() } },
    )
    const services = processes.filter(({ runs }) => runs === 'always')
    const paths = new Set<string>()
    for (const { name } of services) {
      const { containers } = podsOf(rendered.minimal).get(name)!
      const [{ ports, env, startupProbe, livenessProbe, readinessProbe }] = containers
      expect(ports).toContainEqual({ name: 'health', containerPort: healthPort })
      expect(env).toContainEqual({ name: 'HEALTH_PORT', value: String(healthPort) })
      for (const probe of [startupProbe, livenessProbe, readinessProbe]) {
        expect(probe?.httpGet.port).toBe('health')
        paths.add(probe!.httpGet.path)
      }
    }
    const monitor = named(rendered.everything, 'ServiceMonitor')[0]!.spec as { endpoints: { path: string }[] }
    for (const { path } of monitor.endpoints) paths.add(path)
    for (const path of paths) expect((await fetch(`${health.url}${path}`)).status, path).toBe(200)
    expect(paths.size).toBe(3)
  })

  it('is how long each pod may take to end: longer than the code takes, and than it still takes calls', () => {
    for (const [process, { terminationGracePeriodSeconds, containers }] of podsOf(rendered.everything)) {
      if (process === 'test') continue
      const preStopSeconds = containers[0].lifecycle?.preStop.sleep.seconds ?? 0
      expect(terminationGracePeriodSeconds, process).toBeGreaterThan(preStopSeconds + stopDeadlineMs / 1_000)
    }
    expect(podsOf(rendered.minimal).get('ingress')!.containers[0].lifecycle).toBeDefined()
  })

  it('is where webhooks come in: the doors that have a secret, and nothing else', () => {
    const door = (name: keyof Rendered) =>
      JSON.stringify([...named(rendered[name], 'Ingress'), ...named(rendered[name], 'HTTPRoute')])
    const paths = [...new Set(door('everything').match(/"\/[^"]*"/g))]
    expect(paths.toSorted()).toEqual([
      '"/webhook/call-ended"',
      '"/webhook/data-action"',
      '"/webhook/eventbridge"',
    ])
    const test = podsOf(rendered.bare).get('test')!.containers[0].args!.at(-1)!
    expect(test.match(/\/webhook\/[a-z-]+/g)).toEqual(['/webhook/eventbridge'])
  })

  it('is by what KEDA scales: the group and the input of the stage, to no more than its partitions', () => {
    for (const { name, stage } of processes) {
      if (!stage) continue
      const [object] = named(rendered.everything, 'ScaledObject', `calls-${name}`)
      const { maxReplicaCount, triggers } = object!.spec as {
        maxReplicaCount: number
        triggers: { metadata: Record<string, string> }[]
      }
      expect(triggers.map(({ metadata }) => [metadata['consumerGroup'], metadata['topic']])).toEqual([
        [stage.consumerGroup, stage.input.name],
      ])
      expect(maxReplicaCount).toBeLessThanOrEqual(stage.input.partitions)
    }
  })

  it('is by what alerts and dashboards go: the labels job and service', () => {
    const { endpoints } = named(rendered.everything, 'ServiceMonitor')[0]!.spec as {
      endpoints: { relabelings: { targetLabel: string; replacement?: string; sourceLabels?: string[] }[] }[]
    }
    const [{ relabelings }] = endpoints as [(typeof endpoints)[number]]
    expect(relabelings.find(({ targetLabel }) => targetLabel === 'job')?.replacement).toBe('calltrail')
    const label = '__meta_kubernetes_service_label_app_kubernetes_io_component'
    expect(relabelings.find(({ targetLabel }) => targetLabel === 'service')?.sourceLabels).toEqual([label])
    const scraped = named(rendered.everything, 'Service')
      .filter(({ metadata }) => metadata.labels?.['calltrail-health'] === 'true')
      .map(({ metadata }) => metadata.labels?.['app.kubernetes.io/component'])
    const services = processes.filter(({ runs }) => runs === 'always').map(({ name }) => name)
    expect(new Set(scraped)).toEqual(new Set(services))
  })
})

describe('a pod that is gone', () => {
  it('leaves its spool behind, whatever becomes of its set', () => {
    const [set] = named(rendered.minimal, 'StatefulSet')
    expect(set!.spec).toMatchObject({
      persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
      volumeClaimTemplates: [{ metadata: { name: 'spool' } }],
    })
    const { env, volumeMounts } = podsOf(rendered.minimal).get('ingress')!.containers[0]
    const directory = env.find(({ name }) => name === 'SPOOL_DIRECTORY')!.value!
    const { mountPath } = volumeMounts.find(({ name }) => name === 'spool')!
    expect(directory.startsWith(`${mountPath}/`)).toBe(true)
  })

  it('takes it along where nobody wants to keep it', () => {
    expect(named(rendered.bare, 'StatefulSet')[0]!.spec).not.toHaveProperty('volumeClaimTemplates')
    expect(
      podsOf(rendered.bare)
        .get('ingress')!
        .volumes.map(({ name }) => name),
    ).toContain('spool')
  })
})

it('no secret is a variable, but for the one that nobody reads from a file', () => {
  const secrets = [...podsOf(rendered.everything).values()].flatMap(({ containers }) =>
    (containers[0].env ?? []).filter(({ valueFrom }) => valueFrom?.secretKeyRef).map(({ name }) => name),
  )
  expect([...new Set(secrets)]).toEqual(['OTEL_EXPORTER_OTLP_HEADERS'])
})

it('KEDA logs in as the process does', () => {
  const authentication = (values: keyof Rendered, name: string) =>
    named(rendered[values], 'TriggerAuthentication', name)[0]?.spec
  expect(authentication('everything', 'calls-sink')).toEqual({
    env: [{ parameter: 'username', name: 'KAFKA_SASL_USERNAME', containerName: 'sink' }],
    secretTargetRef: [{ parameter: 'password', name: 'calltrail-sink', key: 'password' }],
    configMapTargetRef: [{ parameter: 'ca', name: 'kafka-authorities', key: 'ca.crt' }],
  })
  expect(authentication('certificates', 'calls-calltrail-sink')).toEqual({
    secretTargetRef: [
      { parameter: 'ca', name: 'calls-cluster-ca-cert', key: 'ca.crt' },
      { parameter: 'cert', name: 'calltrail-user', key: 'user.crt' },
      { parameter: 'key', name: 'calltrail-user', key: 'user.key' },
    ],
  })
  expect(authentication('tokens', 'calls-calltrail-enricher')).toEqual({
    env: [
      { parameter: 'scopes', name: 'KAFKA_OAUTH_SCOPE', containerName: 'enricher' },
      { parameter: 'oauthTokenEndpointUri', name: 'KAFKA_OAUTH_TOKEN_URL', containerName: 'enricher' },
    ],
    secretTargetRef: [
      { parameter: 'username', name: 'calltrail-kafka', key: 'client-id' },
      { parameter: 'password', name: 'calltrail-kafka', key: 'client-secret' },
    ],
  })
})

it('provision runs before anything is replaced, and what it is let through by before that', () => {
  const hooks = rendered.minimal.filter(
    ({ metadata }) => metadata.annotations?.['helm.sh/hook'] === 'pre-install,pre-upgrade',
  )
  const weights = hooks.map(({ kind, metadata }) => [
    kind,
    Number(metadata.annotations?.['helm.sh/hook-weight']),
  ])
  expect(weights).toEqual([
    ['NetworkPolicy', -5],
    ['Job', 0],
  ])
  expect(named(rendered.bare, 'Job')).toEqual([])
})

it('a text arrives as it is, whatever Kubernetes would make of it', () => {
  const { env } = podsOf(rendered.everything).get('sink')!.containers[0]
  const attributes = env.find(({ name }) => name === 'OTEL_RESOURCE_ATTRIBUTES')!.value
  expect(attributes).toMatch(/^k8s\.pod\.name=\$\(K8S_POD\),/)
  expect(attributes).toMatch(/,deployment\.environment\.name=production,budget=\$\$\$\$\(K8S_POD\)$/)
})

it('`helm test` asks the services that have pods', () => {
  const asked = (values: keyof Rendered) => {
    const { services } = JSON.parse(podsOf(rendered[values]).get('test')!.containers[0].args!.at(-1)!) as {
      services: string[]
    }
    return services.map((url) => new URL(url).hostname)
  }
  const all = ['enricher', 'ingress-pods', 'monitor', 'sink'].map((name) => `calls-${name}`)
  expect(asked('everything').toSorted()).toEqual(all)
  // No replica of the sink.
  expect(asked('bare').toSorted()).toEqual(['enricher', 'ingress-pods', 'monitor'].map((name) => `calls-calltrail-${name}`))
})

describe('a network policy', () => {
  interface Policy {
    readonly podSelector: { readonly matchExpressions?: readonly { readonly values: readonly string[] }[] }
    readonly egress: readonly { readonly ports: readonly { readonly port: number }[] }[]
  }
  const policyOf = (objects: readonly KubernetesObject[], name: string) =>
    named(objects, 'NetworkPolicy', name)[0]?.spec as Policy
  const portsOf = ({ egress }: Policy) => egress.flatMap(({ ports }) => ports.map(({ port }) => port))

  it('lets the pods reach what their own addresses name, and nothing else', () => {
    const own = portsOf(policyOf(rendered.minimal, 'calls-calltrail'))
    expect(own).toEqual([53, 53, 9092, 8080, 3000, healthPort])
  })

  it('lets those reach vendors that ask them', () => {
    const vendors = policyOf(rendered.minimal, 'calls-calltrail-vendors')
    expect(vendors.podSelector.matchExpressions![0]!.values).toEqual(['enricher', 'sink'])
    expect(portsOf(vendors)).toEqual([443])
    expect(portsOf(policyOf(rendered.minimal, 'calls-calltrail-provision'))).toEqual([53, 53, 9092, 8080])
    // An identity provider is asked by everybody who logs in to Kafka.
    const withTokens = policyOf(rendered.tokens, 'calls-calltrail-vendors')
    expect(withTokens.podSelector.matchExpressions![0]!.values).toContain('ingress')
    expect(portsOf(policyOf(rendered.tokens, 'calls-calltrail-provision'))).toContain(8443)
  })

  it('lets them reach vendors at the ports that their addresses name', () => {
    expect(portsOf(policyOf(rendered.tokens, 'calls-calltrail-vendors'))).toEqual([443, 8443])
  })
})

it('whoever installs it is warned of what may lose calls', () => {
  const notes = (name: (typeof names)[number]) => charts[names.indexOf(name)]!.notes
  expect(notes('bare')).toContain('WARNING: ingress.spool.persistence.enabled is false')
  expect(notes('bare')).toContain('WARNING: ingress.replicas is 1')
  expect(notes('everything')).not.toContain('WARNING')
  expect(notes('everything')).toContain('https://calls.example.com/webhook/eventbridge')
})
