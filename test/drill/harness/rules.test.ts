import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { observabilityPaths } from '@calltrail/observability'
import { expect, it, onTestFinished } from 'vitest'
import { parse } from 'yaml'
import { expressionOf, ruledAlerts, writeRulesWithoutFor } from './rules.ts'

interface Rules {
  readonly groups: readonly { readonly rules: readonly Readonly<Record<string, unknown>>[] }[]
}

it('the copy of the rules has all that they have, but for their `for`', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'calltrail-rules-'))
  onTestFinished(() => rm(directory, { recursive: true, force: true }))
  expect(await writeRulesWithoutFor(directory)).toBe(join(directory, '*.rules.yaml'))
  const paths = observabilityPaths('alerts/*.rules.yaml')
  expect(paths.length).toBeGreaterThan(0)
  for (const path of paths) {
    const original = parse(await readFile(path, 'utf8')) as Rules
    const copy = JSON.parse(await readFile(join(directory, basename(path)), 'utf8')) as Rules
    const without = original.groups.map((group) => ({
      ...group,
      rules: group.rules.map((rule) =>
        Object.fromEntries(Object.entries(rule).filter(([key]) => key !== 'for')),
      ),
    }))
    expect(copy).toEqual({ ...original, groups: without })
  }
})

it('an alert that is a ticket first and then a page is two', () => {
  const severities = ruledAlerts.filter(({ alert }) => alert === 'CalltrailConsumerLag')
  expect(severities.map(({ severity }) => severity)).toEqual(['ticket', 'page'])
  expect(expressionOf({ alert: 'CalltrailConsumerLag', severity: 'page' })).toMatch(/> 600$/)
})

it('there is no expression of an alert that is not there', () => {
  expect(() => expressionOf({ alert: 'CalltrailSpoolInUse', severity: 'ticket' })).toThrow(
    'There is no alert CalltrailSpoolInUse of severity ticket.',
  )
})
