/**
 * What a process finds that runs in a pod of the chart: its variables, and the files that are mounted for it.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Environment } from '@calltrail/runtime'

interface KeyOf {
  readonly name: string
  readonly key: string
}

interface EnvVar {
  readonly name: string
  readonly value?: string
  readonly valueFrom?: { readonly fieldRef?: { readonly fieldPath: string }; readonly secretKeyRef?: KeyOf }
}

interface Source {
  readonly name: string
  readonly items: readonly { readonly key: string; readonly path: string }[]
}

export interface PodSpec {
  readonly terminationGracePeriodSeconds: number
  readonly containers: readonly [Container]
  readonly securityContext: object
  readonly volumes: readonly {
    readonly name: string
    readonly projected?: {
      readonly sources: readonly { readonly secret?: Source; readonly configMap?: Source }[]
    }
  }[]
}

export interface Container {
  readonly name: string
  readonly image: string
  readonly command?: readonly string[]
  readonly args?: readonly string[]
  readonly env: readonly EnvVar[]
  readonly ports?: readonly { readonly name: string; readonly containerPort: number }[]
  readonly lifecycle?: { readonly preStop: { readonly sleep: { readonly seconds: number } } }
  readonly startupProbe?: Probe
  readonly livenessProbe?: Probe
  readonly readinessProbe?: Probe
  readonly securityContext: object
  readonly volumeMounts: readonly {
    readonly name: string
    readonly mountPath: string
    readonly readOnly?: boolean
  }[]
}

interface Probe {
  readonly httpGet: { readonly path: string; readonly port: string }
  readonly periodSeconds: number
  readonly failureThreshold: number
}

/**
 * @param directory stands for the pod's root directory
 * @param held what a Secret or ConfigMap holds for a variable
 */
export function environmentIn(
  { containers: [container], volumes }: PodSpec,
  directory: string,
  held: (variable: string) => string,
): Environment {
  const sources = volumes.flatMap(({ projected }) => projected?.sources ?? [])
  const mount = container.volumeMounts.find(({ name }) => name === 'given')
  for (const { secret, configMap } of sources)
    for (const { path } of (secret ?? configMap)!.items)
      write(join(directory, mount!.mountPath, path), held(path))

  const values = new Map<string, string>()
  for (const { name, value, valueFrom } of container.env) {
    const text =
      value === undefined ? (valueFrom?.fieldRef?.fieldPath ?? held(name)) : expanded(value, values)
    values.set(name, text.startsWith('/etc/') ? join(directory, text) : text)
  }
  return Object.fromEntries(values)
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
}

/** As Kubernetes does: `$(NAME)` for a variable that stands before, `$$` for a dollar sign before a bracket. */
function expanded(text: string, before: ReadonlyMap<string, string>): string {
  return text.replaceAll(/\$\$|\$\(([^)]+)\)/g, (found, name?: string) =>
    found === '$$' ? '$' : (before.get(name!) ?? found),
  )
}
