/**
 * `values.schema.json` of the chart: what Helm refuses before it renders anything, by name.
 */
import { processes } from '../processes.ts'
import type { DeployedProcess } from '../processes.ts'
import { ownValues, sharedValues } from './value-keys.ts'
import { closed, described } from './json-schema.ts'
import type { JsonSchema } from './json-schema.ts'
import { definitionName, isFile, isSecret, variableDefinitions } from './variable-definitions.ts'
import { setByChart, variablesOf } from './variables.ts'
import type { ChartVariable } from './variables.ts'

export function valuesSchema(): JsonSchema {
  const all = processes.flatMap(variablesOf)
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Values of the chart calltrail',
    ...closed({
      ...sharedValues,
      ...variablesSchema(all),
      ...Object.fromEntries(processes.map((process) => [process.name, processSchema(process)])),
    }),
    $defs: { ...references, ...variableDefinitions() },
  }
}

function processSchema(process: DeployedProcess): JsonSchema {
  return closed({ ...variablesSchema(variablesOf(process)), ...ownValues(process) })
}

/** `config`, `secrets` and `files` of one process, or of all. */
function variablesSchema(variables: readonly ChartVariable[]): Record<string, JsonSchema> {
  const byName = [...Map.groupBy(variables, ({ env }) => env)].toSorted(([a], [b]) => (a < b ? -1 : 1))
  const named = (schemaOf: (same: readonly ChartVariable[]) => JsonSchema | undefined) =>
    Object.fromEntries(
      byName.flatMap(([env, same]) => {
        const schema = schemaOf(same)
        return schema ? [[env, schema]] : []
      }),
    )
  return {
    config: described('Variables, by their names.', closed({ ...named(configEntry), ...refusedByName })),
    secrets: described(
      'Variables whose values are in Secrets, which are mounted as files.',
      closed(named(secretEntry)),
    ),
    files: described(
      'Files of ConfigMaps or Secrets, by the variables that they are for.',
      closed(named(fileEntry)),
    ),
  }
}

/** Processes may differ in what they take: what is given to all of them has to suit each. */
function configEntry(same: readonly ChartVariable[]): JsonSchema {
  const [reference, ...others] = [...new Set(same.map(definitionName))].map(toDefinition)
  return others.length === 0 ? reference! : { allOf: [reference, ...others] }
}

function secretEntry([variable]: readonly ChartVariable[]): JsonSchema | undefined {
  const { given, doc, key } = variable!
  // Only what is declared is also read from a file: others' variables are theirs to read.
  if (!key && given !== 'secret-variable') return undefined
  return isSecret(given) ? described(doc, toDefinition('secret')) : toDefinition('secret')
}

function fileEntry([variable]: readonly ChartVariable[]): JsonSchema | undefined {
  const { given, doc } = variable!
  return isFile(given) ? described(doc, toDefinition('file')) : undefined
}

function toDefinition(name: string): JsonSchema {
  return { $ref: `#/$defs/${name}` }
}

const refusedByName = Object.fromEntries(
  [...setByChart].map((env) => [env, { const: 'left to the chart, which sets it' }]),
)

const name = { type: 'string', minLength: 1 }

const references: Record<string, JsonSchema> = {
  secret: { ...closed({ secretName: name, key: name }), required: ['secretName', 'key'] },
  file: {
    ...closed({ secretName: name, configMapName: name, key: name }),
    oneOf: [{ required: ['secretName', 'key'] }, { required: ['configMapName', 'key'] }],
  },
}
