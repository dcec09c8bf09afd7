/**
 * Prometheus's own word on our rules, on their tests, on its configuration, and on what the dashboards ask.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { dashboardQueries, observabilityPath, observabilityPaths } from '@calltrail/observability'
import { beforeAll, expect, it, onTestFinished } from 'vitest'
import { toolTimeoutMs } from '../kit/go-server.ts'
import { promtool } from '../kit/prometheus.ts'

beforeAll(() => promtool(['--version']), toolTimeoutMs)

async function expectSuccess(args: readonly string[]): Promise<void> {
  const { exitCode, output } = await promtool(args)
  expect(exitCode, output).toBe(0)
}

it('the rules are what Prometheus takes', async () => {
  await expectSuccess(['check', 'rules', ...observabilityPaths('alerts/*.rules.yaml')])
})

const tests = observabilityPaths('alerts/*.test.yaml').map((path) => ({ name: basename(path), path }))

it.each(tests)('alerts fire and stay quiet as they should: $name', async ({ path }) => {
  await expectSuccess(['test', 'rules', path])
})

it('the scrape configuration is what Prometheus takes, and finds the rules', async () => {
  const { exitCode, output } = await promtool([
    'check',
    'config',
    observabilityPath('prometheus/prometheus.yaml'),
  ])
  expect(exitCode, output).toBe(0)
  for (const path of observabilityPaths('alerts/*.rules.yaml')) expect(output).toContain(basename(path))
})

it('Prometheus understands all that the dashboards ask', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'calltrail-queries-'))
  onTestFinished(() => rm(directory, { recursive: true, force: true }))
  const file = join(directory, 'queries.yaml')
  // As recordings, for promtool checks no single expression.
  const rules = dashboardQueries().map((expr, index) => ({ record: `query_${index}`, expr }))
  expect(rules.length).toBeGreaterThan(20)
  await writeFile(file, JSON.stringify({ groups: [{ name: 'dashboards', rules }] }))
  await expectSuccess(['check', 'rules', file])
})
