/**
 * Whether Kubernetes would know an object: its own schemas, and those of the operators that the chart has objects for. An unknown field is
 * a problem, as it is for an API server that is asked to be strict.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { provideGoModules } from '@calltrail/local'
import { Ajv } from 'ajv'
import type { ValidateFunction } from 'ajv'
import { parse } from 'yaml'

/** The oldest that the chart says it is for: what that one knows, younger ones do. */
export const kubernetesVersion = '1.30'

export interface KubernetesObject {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: {
    readonly name: string
    readonly labels?: Readonly<Record<string, string>>
    readonly annotations?: Readonly<Record<string, string>>
  }
  readonly spec?: unknown
}

type Schema = Readonly<Record<string, unknown>>

/** What is wrong with an object, a line each. */
export type ProblemsOf = (object: KubernetesObject) => string[]

export async function openKubernetesSchemas(): Promise<ProblemsOf> {
  const modules = await provideGoModules(process.env)
  const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true, inlineRefs: false })
  const builtIn = join(modules.kubernetes, 'pkg/openapiclient/builtins', kubernetesVersion)
  const definitions = [
    join(modules.gatewayApi, 'config/crd/standard'),
    join(modules.keda, 'config/crd/bases'),
    join(modules.prometheusOperator, 'example/prometheus-operator-crd'),
  ]
  const validators = new Map<string, ValidateFunction | undefined>()

  function validatorOf({ apiVersion, kind }: KubernetesObject): ValidateFunction | undefined {
    const type = `${apiVersion}/${kind}`
    if (!validators.has(type)) {
      const schema =
        builtInSchema(ajv, builtIn, apiVersion, kind) ?? customSchema(definitions, apiVersion, kind)
      validators.set(type, schema && ajv.compile(schema))
    }
    return validators.get(type)
  }

  return (object) => {
    const validate = validatorOf(object)
    if (!validate) return [`${object.apiVersion} ${object.kind} is unknown`]
    validate(object)
    return (validate.errors ?? []).map(
      ({ instancePath, message, params }) =>
        `${object.kind} ${object.metadata.name}: ${instancePath} ${message} ${JSON.stringify(params)}`,
    )
  }
}

/** `apis/apps/v1.json`, or `api/v1.json` for what has no group. */
function builtInSchema(ajv: Ajv, folder: string, apiVersion: string, kind: string): Schema | undefined {
  const path = join(folder, apiVersion.includes('/') ? 'apis' : 'api', `${apiVersion}.json`)
  if (!existsSync(path)) return undefined
  if (!ajv.getSchema(path)) ajv.addSchema(closed(JSON.parse(readFileSync(path, 'utf8'))) as Schema, path)
  const { components } = ajv.schemas[path]!.schema as { components: { schemas: Record<string, Schema> } }
  const [group, version] = apiVersion.includes('/') ? apiVersion.split('/') : ['', apiVersion]
  const found = Object.entries(components.schemas).find(([, schema]) =>
    (schema['x-kubernetes-group-version-kind'] as object[] | undefined)?.some(
      (one) => JSON.stringify(one) === JSON.stringify({ group, kind, version }),
    ),
  )
  return found && { $ref: `${path}#/components/schemas/${found[0]}` }
}

interface CustomResourceDefinition {
  readonly spec: {
    readonly versions: readonly {
      readonly name: string
      readonly schema: { readonly openAPIV3Schema: Schema }
    }[]
  }
}

/** Of an operator: `keda.sh_scaledobjects.yaml`. */
function customSchema(folders: readonly string[], apiVersion: string, kind: string): Schema | undefined {
  const [group, version] = apiVersion.split('/')
  const path = folders
    .map((folder) => join(folder, `${group}_${kind.toLowerCase()}s.yaml`))
    .find((path) => existsSync(path))
  if (path === undefined) return undefined
  const { spec } = parse(readFileSync(path, 'utf8')) as CustomResourceDefinition
  const found = spec.versions.find(({ name }) => name === version)
  return found && (closed(found.schema.openAPIV3Schema) as Schema)
}

/** With no fields but those that are named, wherever some are; and with patterns that JavaScript reads. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed)
  // Go says of a whole pattern that it goes by no case; JavaScript says it of a group.
  if (typeof schema === 'string') return schema.replace(/\(\?i\)(.*)/, '(?i:$1)')
  if (typeof schema !== 'object' || schema === null) return schema
  const parts = Object.fromEntries(Object.entries(schema).map(([name, part]) => [name, closed(part)]))
  const isOpen =
    !('properties' in schema) ||
    'additionalProperties' in schema ||
    'x-kubernetes-preserve-unknown-fields' in schema ||
    typeof schema.properties !== 'object'
  return isOpen ? parts : { ...parts, additionalProperties: false }
}
