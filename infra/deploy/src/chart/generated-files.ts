/**
 * The files of the chart that are written from the code, and from the alerts and dashboards, which Helm takes only from within the chart.
 */
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { observabilityPaths } from '@calltrail/observability'
import { generatedFile, json } from '../generated-file.ts'
import type { GeneratedFile } from '../generated-file.ts'
import { chartFacts } from './facts.ts'
import { valuesSchema } from './values-schema.ts'

/** Where the chart is, from the root of the repository on. */
export const chartFolder = 'infra/helm/calltrail'

export function chartFiles(): GeneratedFile[] {
  return [
    generatedFile(`${chartFolder}/values.schema.json`, json(valuesSchema())),
    generatedFile(`${chartFolder}/files/facts.json`, json(chartFacts())),
    ...copies('alerts', '*.rules.yaml'),
    ...copies('dashboards', '*.json'),
  ]
}

function copies(folder: string, pattern: string): GeneratedFile[] {
  return observabilityPaths(`${folder}/${pattern}`).map((path) =>
    generatedFile(`${chartFolder}/files/${folder}/${basename(path)}`, readFileSync(path, 'utf8')),
  )
}
