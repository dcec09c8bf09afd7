import { processes } from '@calltrail/deploy'
import { processConfig } from '@calltrail/runtime'
import type { ConfigKey, ConfigSpec } from '@calltrail/runtime'

const ofEveryService = new Set<ConfigKey>(Object.values(processConfig))

const specs: readonly (readonly [title: string, keys: readonly ConfigKey[]])[] = [
  ['every service', [...ofEveryService]],
  ...processes.map(({ name, config }) => [name, ownKeys(config)] as const),
]

function ownKeys(config: ConfigSpec): ConfigKey[] {
  return Object.values(config).filter((key) => !ofEveryService.has(key))
}

/** `docs/configuration.md` */
export function configurationPage(): string {
  const sections = specs.map(([title, keys]) => {
    const rows = keys
      .toSorted((a, b) => Number(isOptional(a)) - Number(isOptional(b)) || a.env.localeCompare(b.env))
      .map(row)
    return [`## ${title}`, '', '| variable | default | meaning |', '| --- | --- | --- |', ...rows].join('\n')
  })
  return `${[introduction, ...sections].join('\n\n')}\n`
}

const introduction = `# Configuration

Each process reads environment variables, once, at its start. All that is missing or wrong is reported together, by name, and the
process ends with exit code 1.

Every variable \`NAME\` may be given as \`NAME_FILE\` instead, the path of a file that holds the value, as orchestrators mount secrets.
An empty variable counts as not set. Secrets are never printed.

What each process may have to do in Kafka is in [kafka-access.md](kafka-access.md).

This page is written by \`npm run generate\` from the code.`

function row({ env, secret, doc, ...key }: ConfigKey): string {
  const meaning = [doc, secret && 'Secret.'].filter(Boolean).join(' ')
  return `| \`${env}\` | ${defaultOf(key)} | ${meaning} |`
}

function defaultOf(key: Pick<ConfigKey, 'fallback' | 'requiredWhen'>): string {
  if (key.requiredWhen) {
    const { env, is } = key.requiredWhen
    const values = [is].flat().map((value) => `\`${value}\``)
    return `required when \`${env}\` is ${new Intl.ListFormat('en', { type: 'disjunction' }).format(values)}`
  }
  if (!isOptional(key)) return '**required**'
  const { fallback } = key as { fallback?: string | number | string[] | number[] | null }
  const text = [fallback ?? []].flat().join(',')
  return text === '' ? '—' : `\`${text}\``
}

function isOptional(key: object): boolean {
  return 'fallback' in key
}
