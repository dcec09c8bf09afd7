/**
 * The chart, rendered by Helm and read by the schemas of Kubernetes, and compared with what the code declares.
 */
import { healthPort, processes } from '@calltrail/deploy'
import { openMetrics, serveHealth, stopDeadlineMs } from '@calltrail/runtime'
import { beforeAll, describe, expect, it } from 'vitest'
import { toolTimeoutMs } from '../kit/go-server.ts'
import { openKubernetesSchemas } from '../kit/kubernetes-schemas.ts'
import type { ProblemsOf } from '../kit/kubernetes-schemas.ts'
import { named, podsOf, renderCharts, valueSets } from '../kit/rendered-charts.ts'
import type { RenderedCharts, ValueSet } from '../kit/rendered-charts.ts'

let charts: RenderedCharts
let problemsOf: ProblemsOf
beforeAll(async () => {
  problemsOf = await openKubernetesSchemas()
  charts = await renderCharts()
}, toolTimeoutMs)

describe.each(valueSets)('with the values %s', (name) => {
  it('Helm has nothing to say against it', () => {
    expect(charts[name].findings).toEqual([])
  })

  it('Kubernetes knows each object, to the last field', () => {
    expect(charts[name].objects.flatMap(problemsOf)).toEqual([])
    expect(charts[name].objects.length).toBeGreaterThan(9)
  })

  it('no two objects have the same name', () => {
    const all = charts[name].objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`)
    expect(all.filter((one, index) => all.indexOf(one) !== index)).toEqual([])
  })

  it('each pod may run where pods may do least', () => {
    for (const { securityContext, containers, volumes } of podsOf(charts[name]).values()) {
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

describe('what the code declares', () => {
  it('is what is deployed: each process, by its own image', () => {
    const images = [...podsOf(charts.everything)].map(([name, { containers }]) => [name, containers[0].image])
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
      const { containers } = podsOf(charts.minimal).get(name)!
      const [{ ports, env, startupProbe, livenessProbe, readinessProbe }] = containers
      expect(ports).toContainEqual({ name: 'health', containerPort: healthPort })
      expect(env).toContainEqual({ name: 'HEALTH_PORT', value: String(healthPort) })
      for (const probe of [startupProbe, livenessProbe, readinessProbe]) {
        expect(probe?.httpGet.port).toBe('health')
        paths.add(probe!.httpGet.path)
      }
    }
    const monitor = named(charts.everything, 'ServiceMonitor')[0]!.spec as { endpoints: { path: string }[] }
    for (const { path } of monitor.endpoints) paths.add(path)
    for (const path of paths) expect((await fetch(`${health.url}${path}`)).status, path).toBe(200)
    expect(paths.size).toBe(3)
  })

  it('is how long each pod may take to end: longer than the code takes, and than it still takes calls', () => {
    for (const [process, { terminationGracePeriodSeconds, containers }] of podsOf(charts.everything)) {
      if (process === 'test') continue
      const preStopSeconds = containers[0].lifecycle?.preStop.sleep.seconds ?? 0
      expect(terminationGracePeriodSeconds, process).toBeGreaterThan(preStopSeconds + stopDeadlineMs / 1_000)
    }
    expect(podsOf(charts.minimal).get('ingress')!.containers[0].lifecycle).toBeDefined()
  })

  it('is where webhooks come in: the doors that have a secret, and nothing else', () => {
    const door = (name: ValueSet) =>
      JSON.stringify([...named(charts[name], 'Ingress'), ...named(charts[name], 'HTTPRoute')])
    const paths = [...new Set(door('everything').match(/"\/[^"]*"/g))]
    expect(paths.toSorted()).toEqual([
      '"/webhook/call-ended"',
      '"/webhook/data-action"',
      '"/webhook/eventbridge"',
    ])
    const test = podsOf(charts.bare).get('test')!.containers[0].args!.at(-1)!
    expect(test.match(/\/webhook\/[a-z-]+/g)).toEqual(['/webhook/eventbridge'])
  })

  it('is by what alerts and dashboards go: the labels job and service', () => {
    const { endpoints } = named(charts.everything, 'ServiceMonitor')[0]!.spec as {
      endpoints: { relabelings: { targetLabel: string; replacement?: string; sourceLabels?: string[] }[] }[]
    }
    const [{ relabelings }] = endpoints as [(typeof endpoints)[number]]
    expect(relabelings.find(({ targetLabel }) => targetLabel === 'job')?.replacement).toBe('calltrail')
    const label = '__meta_kubernetes_service_label_app_kubernetes_io_component'
    expect(relabelings.find(({ targetLabel }) => targetLabel === 'service')?.sourceLabels).toEqual([label])
    const scraped = named(charts.everything, 'Service')
      .filter(({ metadata }) => metadata.labels?.['calltrail-health'] === 'true')
      .map(({ metadata }) => metadata.labels?.['app.kubernetes.io/component'])
    const services = processes.filter(({ runs }) => runs === 'always').map(({ name }) => name)
    expect(new Set(scraped)).toEqual(new Set(services))
  })
})

describe('a pod that is gone', () => {
  it('leaves its spool behind, whatever becomes of its set', () => {
    const [set] = named(charts.minimal, 'StatefulSet')
    expect(set!.spec).toMatchObject({
      persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
      volumeClaimTemplates: [{ metadata: { name: 'spool' } }],
    })
    const { env, volumeMounts } = podsOf(charts.minimal).get('ingress')!.containers[0]
    const directory = env.find(({ name }) => name === 'SPOOL_DIRECTORY')!.value!
    const { mountPath } = volumeMounts.find(({ name }) => name === 'spool')!
    expect(directory.startsWith(`${mountPath}/`)).toBe(true)
  })

  it('takes it along where nobody wants to keep it', () => {
    expect(named(charts.bare, 'StatefulSet')[0]!.spec).not.toHaveProperty('volumeClaimTemplates')
    expect(
      podsOf(charts.bare)
        .get('ingress')!
        .volumes.map(({ name }) => name),
    ).toContain('spool')
  })
})

it('provision runs before anything is replaced, and what it is let through by before that', () => {
  const hooks = charts.minimal.objects.filter(
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
  expect(named(charts.bare, 'Job')).toEqual([])
})

it('`helm test` asks the services that have pods', () => {
  const asked = (values: ValueSet) => {
    const { services } = JSON.parse(podsOf(charts[values]).get('test')!.containers[0].args!.at(-1)!) as {
      services: string[]
    }
    return services.map((url) => new URL(url).hostname)
  }
  const all = ['enricher', 'ingress-pods', 'monitor', 'sink'].map((name) => `calls-${name}`)
  expect(asked('everything').toSorted()).toEqual(all)
  // No replica of the sink.
  expect(asked('bare').toSorted()).toEqual(
    ['enricher', 'ingress-pods', 'monitor'].map((name) => `calls-calltrail-${name}`),
  )
})

it('whoever installs it is warned of what may lose calls', () => {
  const notes = (name: ValueSet) => charts[name].notes
  expect(notes('bare')).toContain('WARNING: ingress.spool.persistence.enabled is false')
  expect(notes('bare')).toContain('WARNING: ingress.replicas is 1')
  expect(notes('everything')).not.toContain('WARNING')
  expect(notes('everything')).toContain('https://calls.example.com/webhook/eventbridge')
})
