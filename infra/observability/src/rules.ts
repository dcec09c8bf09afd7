/** Prometheus's rules and their tests, as they stand in `alerts`. That they are well-formed is for promtool to say. */
import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { ownFiles } from './files.ts'
import { firstThreshold } from './promql.ts'

export type Severity = 'page' | 'ticket'

export interface Alert {
  readonly alert: string
  readonly expr: string
  readonly for?: string
  readonly labels: { readonly severity: Severity }
  readonly annotations: { readonly summary: string; readonly description: string; readonly runbook: string }
}

export interface Recording {
  readonly record: string
  readonly expr: string
}

/** What a test of promtool expects of an alert at a time. */
export interface Expectation {
  readonly alertname: string
  readonly exp_alerts: readonly { readonly exp_labels: Readonly<Record<string, string>> }[]
}

interface RulesFile {
  readonly groups: readonly { readonly rules: readonly (Alert | Recording)[] }[]
}

interface TestFile {
  readonly tests: readonly { readonly alert_rule_test?: readonly Expectation[] }[]
}

const rules = read<RulesFile>('alerts/*.rules.yaml').flatMap(({ groups }) =>
  groups.flatMap((group) => group.rules),
)

export const alerts = rules.filter((rule) => 'alert' in rule)
export const recordings = rules.filter((rule) => 'record' in rule)

export const expectations = read<TestFile>('alerts/*.test.yaml').flatMap(({ tests }) =>
  tests.flatMap((test) => test.alert_rule_test ?? []),
)

/**
 * From where on an alert fires: what a dashboard draws is what wakes people.
 * @throws {RangeError} when there is no such alert
 */
export function thresholdOf(name: string, severity: Severity): number {
  const rule = alerts.find(({ alert, labels }) => alert === name && labels.severity === severity)
  if (rule === undefined) throw new RangeError(`There is no alert ${name} of severity ${severity}.`)
  return firstThreshold(rule.expr)
}

function read<File>(pattern: string): File[] {
  return ownFiles(pattern).map((path) => parse(readFileSync(path, 'utf8')) as File)
}
