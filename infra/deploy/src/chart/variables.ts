/**
 * The variables of a process as the chart sees them: which are given in which way, and which it sets itself.
 */
import type { ConfigKey } from '@calltrail/runtime'
import { isPath } from '../path-variables.ts'
import type { DeployedProcess } from '../processes.ts'
import { heededByNode, heededByOpenTelemetry } from './heeded-variables.ts'
import { shapeOf } from './value-shape.ts'
import type { ValueShape } from './value-shape.ts'

/**
 * - `text`: as it is, under `config`
 * - `secret`: by reference, under `secrets`
 * - `file`: by reference, under `files`; what is in the file is the value
 * - `path`: by reference, under `files`; the value is where the file is
 * - `secret-variable`: by reference, under `secrets`, for who reads no file
 */
export type Given = 'text' | 'secret' | 'file' | 'path' | 'secret-variable'

export interface ChartVariable {
  readonly env: string
  readonly doc: string
  readonly given: Given
  readonly shape: ValueShape
  /** As declared; nothing where it is not ours. */
  readonly key?: ConfigKey
}

/** The chart sets them, so that its probes, ports and volumes are where the process is. */
export const setByChart: ReadonlySet<string> = new Set([
  'HOST',
  'PORT',
  'HEALTH_HOST',
  'HEALTH_PORT',
  'SPOOL_DIRECTORY',
])

export function variablesOf({ config, runs }: DeployedProcess): ChartVariable[] {
  const own = Object.entries(config)
    .filter(([, { env }]) => !setByChart.has(env))
    .map(([name, key]) => ({
      env: key.env,
      doc: key.doc,
      given: givenAs(name, key),
      shape: shapeOf(key),
      key,
    }))
  const heeded = runs === 'always' ? [...heededByNode, ...heededByOpenTelemetry] : heededByNode
  const others = heeded.map((variable) => ({ ...variable, shape: { type: 'string' } as const }))
  return [...own, ...others].toSorted((a, b) => (a.env < b.env ? -1 : 1))
}

/** @param name what the code calls it: a path is called one */
function givenAs(name: string, { secret, unshown }: ConfigKey): Given {
  if (secret) return 'secret'
  if (isPath(name)) return 'path'
  return unshown ? 'file' : 'text'
}

/** What a variable is when nobody gives it, as text; empty, where it is nothing. */
export function defaultText(key: Pick<ConfigKey, 'fallback'> | undefined): string {
  const fallback = key?.fallback as
    string | number | boolean | readonly (string | number)[] | null | undefined
  return [fallback ?? []].flat().join(',')
}
