/**
 * The chart's values besides variables: how it runs what it runs. `values.yaml` says what each is for.
 */
import type { DeployedProcess, ProcessName } from '../processes.ts'
import { answer, choice, closed, openObject, openObjects, text, texts, whole } from './json-schema.ts'
import type { JsonSchema } from './json-schema.ts'

const digest: JsonSchema = { type: 'string', pattern: '^(sha256:[0-9a-f]{64})?$' }
const duration: JsonSchema = { type: 'string', pattern: '^[0-9]+(ms|s|m)$' }
const port = whole(1, 65_535)
const ports: JsonSchema = { type: 'array', items: port }
/** A rule without ports would let everything through. */
const somePorts: JsonSchema = { ...ports, minItems: 1 }
const peers = openObjects

const scheduling = {
  podLabels: texts,
  podAnnotations: texts,
  nodeSelector: texts,
  tolerations: openObjects,
  affinity: openObject,
  priorityClassName: text,
}

/** Of the chart as a whole. */
export const sharedValues: Readonly<Record<string, JsonSchema>> = {
  global: openObject,
  fullnameOverride: text,
  image: closed({
    registry: text,
    repository: { type: 'string', minLength: 1 },
    tag: text,
    pullPolicy: choice('Always', 'IfNotPresent', 'Never'),
  }),
  imagePullSecrets: { type: 'array', items: closed({ name: text }) },
  serviceAccountName: text,
  listenAddress: text,
  ...scheduling,
  topologySpread: closed({
    enabled: answer,
    whenUnsatisfiable: choice('ScheduleAnyway', 'DoNotSchedule'),
  }),
  podDisruptionBudget: closed({ enabled: answer }),
  webhook: closed({
    service: closed({
      type: choice('ClusterIP', 'NodePort', 'LoadBalancer'),
      port,
      annotations: texts,
    }),
    hosts: { type: 'array', items: { type: 'string', minLength: 1 } },
    ingress: closed({ enabled: answer, className: text, annotations: texts, tlsSecretName: text }),
    httpRoute: closed({ enabled: answer, parentRefs: openObjects, annotations: texts }),
  }),
  networkPolicy: closed({
    enabled: answer,
    webhookFrom: peers,
    metricsFrom: peers,
    ...Object.fromEntries(
      ['kafka', 'registry', 'tracing'].map((name) => [name, closed({ to: peers, ports })]),
    ),
    dns: closed({ to: peers, ports: somePorts }),
    vendors: closed({ to: peers, ports: somePorts }),
  }),
  metrics: closed({
    serviceMonitor: closed({ enabled: answer, interval: duration, scrapeTimeout: duration, labels: texts }),
    rules: closed({ enabled: answer, labels: texts, runbookBase: text }),
    dashboards: closed({ enabled: answer, labels: texts }),
  }),
}

/** Of one process. */
export function ownValues({ name, stage }: DeployedProcess): Record<string, JsonSchema> {
  const everywhere = { image: closed({ digest }), resources: openObject, ...scheduling }
  if (stage) return { ...everywhere, ...stageValues(stage.input.partitions) }
  const others: Partial<Record<ProcessName, Record<string, JsonSchema>>> = {
    ingress: ingressValues,
    provision: {
      enabled: answer,
      backoffLimit: whole(0, 100),
      activeDeadlineSeconds: whole(10, 86_400),
    },
    console: { enabled: answer },
  }
  return { ...everywhere, ...others[name] }
}

/** More replicas than the input has partitions would have nothing to do. */
function stageValues(partitions: number): Record<string, JsonSchema> {
  return {
    replicas: whole(0, partitions),
    autoscaling: closed({
      enabled: answer,
      minReplicas: whole(1, partitions),
      maxReplicas: whole(1, partitions),
      lagThreshold: whole(1),
    }),
  }
}

const ingressValues: Record<string, JsonSchema> = {
  replicas: whole(1),
  preStopSeconds: whole(0, 300),
  spool: closed({
    persistence: closed({
      enabled: answer,
      storageClassName: text,
      size: { type: 'string', pattern: '^[0-9]+(Mi|Gi|Ti)$' },
    }),
  }),
}
