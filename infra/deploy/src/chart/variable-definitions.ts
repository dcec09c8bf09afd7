/**
 * What a variable may be when it is given as text: once for each, though most are read by several processes.
 */
import { processes } from '../processes.ts'
import { described } from './json-schema.ts'
import type { JsonSchema } from './json-schema.ts'
import { defaultText, variablesOf } from './variables.ts'
import type { ChartVariable, Given } from './variables.ts'

export const isSecret = (given: Given) => given === 'secret' || given === 'secret-variable'
export const isFile = (given: Given) => given === 'file' || given === 'path'

/** By their names. */
export function variableDefinitions(): Record<string, JsonSchema> {
  const ofText = [...forms].flatMap(([env, schemas]) =>
    schemas.map((schema, index) => [nameOf(env, index), JSON.parse(schema) as JsonSchema] as const),
  )
  return { ...elsewhere, ...Object.fromEntries(ofText) }
}

/** What to refer to for a variable of a process. */
export function definitionName(variable: ChartVariable): string {
  if (isSecret(variable.given)) return 'under-secrets'
  if (isFile(variable.given)) return 'under-files'
  return nameOf(variable.env, forms.get(variable.env)!.indexOf(textSchema(variable)))
}

/** JSON Schema has no messages of its own; but Helm tells what a value must be, so the sentence stands there. */
const elsewhere: Readonly<Record<string, JsonSchema>> = {
  'under-secrets': { const: 'given under secrets, as {secretName, key}: a secret has no place here' },
  'under-files': { const: 'given under files, as {configMapName, key} or {secretName, key}' },
}

/** Of each variable that is text, its schemas: one, unless processes differ in what they take. */
const forms: ReadonlyMap<string, readonly string[]> = new Map(
  [...Map.groupBy(textVariables(), ({ env }) => env)].map(([env, same]) => [
    env,
    [...new Set(same.map(textSchema))],
  ]),
)

function textVariables(): ChartVariable[] {
  return processes.flatMap(variablesOf).filter(({ given }) => given === 'text')
}

function nameOf(env: string, index: number): string {
  return index === 0 ? env : `${env}.${index + 1}`
}

function textSchema({ doc, shape, key }: ChartVariable): string {
  const fallback = defaultText(key)
  return JSON.stringify(described(fallback === '' ? doc : `${doc} Default: ${fallback}.`, { ...shape }))
}
