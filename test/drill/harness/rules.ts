/**
 * Our alerts as they stand in the rules, and a copy of the rules in which none waits.
 */
import { readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { observabilityPaths } from '@calltrail/observability'
import { parse } from 'yaml'

export type Severity = 'page' | 'ticket'

/** Some alerts come as a ticket and, once it is worse, as a page. */
export interface AlertName {
  readonly alert: string
  readonly severity: Severity
}

interface Rule {
  readonly alert?: string
  readonly expr: string
  readonly for?: string
  readonly labels?: { readonly severity?: Severity }
}

interface RulesFile {
  readonly groups: readonly { readonly name: string; readonly rules: readonly Rule[] }[]
}

const files = observabilityPaths('alerts/*.rules.yaml').map((path) => ({
  name: basename(path),
  content: parse(readFileSync(path, 'utf8')) as RulesFile,
}))

const rules = files.flatMap(({ content }) => content.groups).flatMap((group) => group.rules)

/** Every alert there is, in the order of the files. */
export const ruledAlerts: readonly AlertName[] = rules.flatMap(({ alert, labels }) =>
  alert !== undefined && labels?.severity ? [{ alert, severity: labels.severity }] : [],
)

/**
 * What an alert asks Prometheus for: it is true of each sample of the answer.
 * @throws {RangeError} when there is no such alert
 */
export function expressionOf({ alert, severity }: AlertName): string {
  const rule = rules.find((rule) => rule.alert === alert && rule.labels?.severity === severity)
  if (!rule) throw new RangeError(`There is no alert ${alert} of severity ${severity}.`)
  return rule.expr
}

/**
 * Writes the rules without their `for`, and with nothing else changed.
 * @returns the pattern by which Prometheus finds them
 */
export async function writeRulesWithoutFor(directory: string): Promise<string> {
  for (const { name, content } of files) {
    const groups = content.groups.map((group) => ({ ...group, rules: group.rules.map(withoutFor) }))
    // JSON is YAML.
    await writeFile(join(directory, name), JSON.stringify({ ...content, groups }))
  }
  return join(directory, '*.rules.yaml')
}

function withoutFor({ for: _, ...rule }: Rule): Rule {
  return rule
}

export function alertText({ alert, severity }: AlertName): string {
  return `${alert} (${severity})`
}
