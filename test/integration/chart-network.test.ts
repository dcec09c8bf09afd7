/**
 * Whom the pods of the chart reach, and by what KEDA scales them.
 */
import { healthPort, processes } from '@calltrail/deploy'
import { beforeAll, describe, expect, it } from 'vitest'
import type { RenderedChart } from '../kit/chart.ts'
import { toolTimeoutMs } from '../kit/go-server.ts'
import { named, renderCharts } from '../kit/rendered-charts.ts'
import type { RenderedCharts, ValueSet } from '../kit/rendered-charts.ts'

let charts: RenderedCharts
beforeAll(async () => {
  charts = await renderCharts()
}, toolTimeoutMs)

describe('a network policy', () => {
  interface Policy {
    readonly podSelector: { readonly matchExpressions?: readonly { readonly values: readonly string[] }[] }
    readonly egress: readonly { readonly ports: readonly { readonly port: number }[] }[]
  }
  const policyOf = (chart: RenderedChart, name: string) =>
    named(chart, 'NetworkPolicy', name)[0]?.spec as Policy
  const portsOf = ({ egress }: Policy) => egress.flatMap(({ ports }) => ports.map(({ port }) => port))

  it('lets the pods reach what their own addresses name, and nothing else', () => {
    const own = portsOf(policyOf(charts.minimal, 'calls-calltrail'))
    expect(own).toEqual([53, 53, 9092, 8080, 3000, healthPort])
  })

  it('lets those reach vendors that ask them', () => {
    const vendors = policyOf(charts.minimal, 'calls-calltrail-vendors')
    expect(vendors.podSelector.matchExpressions![0]!.values).toEqual(['enricher', 'sink'])
    expect(portsOf(vendors)).toEqual([443])
    expect(portsOf(policyOf(charts.minimal, 'calls-calltrail-provision'))).toEqual([53, 53, 9092, 8080])
    // An identity provider is asked by everybody who logs in to Kafka.
    const withTokens = policyOf(charts.tokens, 'calls-calltrail-vendors')
    expect(withTokens.podSelector.matchExpressions![0]!.values).toContain('ingress')
    expect(portsOf(policyOf(charts.tokens, 'calls-calltrail-provision'))).toContain(8443)
  })

  it('lets them reach vendors at the ports that their addresses name', () => {
    expect(portsOf(policyOf(charts.tokens, 'calls-calltrail-vendors'))).toEqual([443, 8443])
  })
})

it('KEDA scales by what the code declares: the group and the input of the stage, to no more than its partitions', () => {
  for (const { name, stage } of processes) {
    if (!stage) continue
    const [object] = named(charts.everything, 'ScaledObject', `calls-${name}`)
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

it('KEDA logs in as the process does', () => {
  const authentication = (values: ValueSet, name: string) =>
    named(charts[values], 'TriggerAuthentication', name)[0]?.spec
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
