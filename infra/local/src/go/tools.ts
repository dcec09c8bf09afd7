import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Programs that nobody publishes as a package, but as Go modules, or that are made of such: they are built from source. */
export type GoTool = 'actionlint' | 'chart-renderer' | 'compose-reader' | 'jaeger' | 'prometheus' | 'promtool'

export interface GoToolEntry {
  /** For messages. */
  readonly title: string
  /** The folder in infra/local/go whose go.mod and go.sum say from what it is built, to the last module, with a program of ours that there may be. */
  readonly module: string
  readonly package: string
  /** Build tags: parts that are left out. */
  readonly tags: readonly string[]
}

/** Prometheus without the clients of two dozen clouds, which are most of its build. */
const withoutServiceDiscovery = ['remove_all_sd']

export const goTools: Record<GoTool, GoToolEntry> = {
  actionlint: {
    title: 'actionlint',
    module: 'actionlint',
    package: 'github.com/rhysd/actionlint/cmd/actionlint',
    tags: [],
  },
  'compose-reader': {
    title: 'The reader of compose files',
    module: 'compose',
    package: 'calltrail.local/compose',
    tags: [],
  },
  'chart-renderer': {
    title: 'Helm',
    module: 'helm',
    package: '.',
    tags: [],
  },
  jaeger: {
    title: 'Jaeger',
    module: 'jaeger',
    package: 'github.com/jaegertracing/jaeger/cmd/jaeger',
    tags: [],
  },
  prometheus: {
    title: 'Prometheus',
    module: 'prometheus',
    package: 'github.com/prometheus/prometheus/cmd/prometheus',
    tags: withoutServiceDiscovery,
  },
  promtool: {
    title: 'promtool',
    module: 'prometheus',
    package: 'github.com/prometheus/prometheus/cmd/promtool',
    tags: withoutServiceDiscovery,
  },
}

export function moduleFolder({ module }: GoToolEntry): string {
  return join(import.meta.dirname, '..', '..', 'go', module)
}

/** The oldest Go that builds it, as '1.26.7': what its go.mod says. */
export async function oldestGo(entry: GoToolEntry): Promise<string> {
  const text = await readFile(join(moduleFolder(entry), 'go.mod'), 'utf8')
  const version = /^go (\S+)$/m.exec(text)?.[1]
  if (version === undefined) throw new Error(`go.mod of ${entry.module} names no version of Go`)
  return version
}
