/**
 * What stands in the chart by hand, beside what the code and the images say.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { repositoryPath } from '../generated-file.ts'
import { healthPort } from '../processes.ts'
import { imageFacts } from './facts.ts'
import { chartFolder } from './generated-files.ts'
import type { JsonSchema } from './json-schema.ts'
import { valuesSchema } from './values-schema.ts'
import { setByChart } from './variables.ts'

const read = (path: string) => readFileSync(repositoryPath(path), 'utf8')

it('the chart and what it installs have the version of the release', () => {
  const { version } = JSON.parse(read('package.json')) as { version: string }
  expect(parse(read(`${chartFolder}/Chart.yaml`))).toMatchObject({ version, appVersion: version })
})

it('user, ports and the place of the spool are those of the images', () => {
  const dockerfile = read('infra/docker/Dockerfile')
  const set = (name: string) => new RegExp(String.raw`\b${name}=(\S+)`).exec(dockerfile)?.[1]
  expect(dockerfile).toMatch(new RegExp(String.raw`^USER ${imageFacts.userId}:${imageFacts.userId}$`, 'm'))
  expect(set('SPOOL_DIRECTORY')).toBe(imageFacts.spoolDirectory)
  expect(set('PORT')).toBe(String(imageFacts.webhookPort))
  expect(set('HEALTH_PORT')).toBe(String(healthPort))
})

it('each variable that a template spells is one of a process, or set by the chart', () => {
  const facts = JSON.parse(read(`${chartFolder}/files/facts.json`)) as {
    processes: Record<string, { variables: object }>
  }
  const known = new Set([
    ...Object.values(facts.processes).flatMap(({ variables }) => Object.keys(variables)),
    ...setByChart,
    // The chart's own, for others to refer to.
    'K8S_POD',
    'K8S_NAMESPACE',
    // A word of Kafka's own.
    'SASL_SSL',
  ])
  const folder = repositoryPath(`${chartFolder}/templates`)
  const spelt = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .flatMap((entry) =>
      [
        ...readFileSync(join(entry.parentPath, entry.name), 'utf8').matchAll(
          /\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b/g,
        ),
      ].map(([name]) => name),
    )
  expect(spelt.length).toBeGreaterThan(20)
  expect([...new Set(spelt)].filter((name) => !known.has(name))).toEqual([])
})

describe('values.yaml', () => {
  const values = parse(read(`${chartFolder}/values.yaml`)) as object

  it('has every value that there is, and no other', () => {
    const there = pathsIn(values)
    const known = pathsOf(valuesSchema())
    const isIn = (path: string, place: string) => path === place || path.startsWith(`${place}.`)
    const missing = known.filter((place) => !there.some((path) => isIn(path, place)))
    // What Helm itself gives every chart.
    expect(missing).toEqual(['global'])
    expect(there.filter((path) => !known.some((place) => isIn(path, place)))).toEqual([])
  })

  it('has the same values for both stages', () => {
    const { enricher, sink } = values as Record<string, Record<string, unknown>>
    expect(Object.keys(enricher!)).toEqual(Object.keys(sink!))
  })
})

/** `webhook.service.port`; variables have a place, and no names. */
function pathsOf({ properties = {} }: JsonSchema): string[] {
  return Object.entries(properties).flatMap(([name, schema]) =>
    schema.properties && !['config', 'secrets', 'files'].includes(name)
      ? pathsOf(schema).map((path) => `${name}.${path}`)
      : [name],
  )
}

function pathsIn(values: object): string[] {
  return Object.entries(values).flatMap(([name, value]: [string, unknown]) =>
    typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length > 0
      ? pathsIn(value).map((path) => `${name}.${path}`)
      : [name],
  )
}
