/** What this Salesforce DX project deploys, read from its files. */
import { globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { XMLParser, XMLValidator } from 'fast-xml-parser'

const root = fileURLToPath(new URL('..', import.meta.url))

/** A custom field of `Activity`, which is where Salesforce defines those of Task, or of another object. */
export interface DeployedField {
  readonly fullName: string
  readonly type: string
  readonly label: string
  readonly description: string
  readonly length?: number
  readonly precision?: number
  readonly scale?: number
  readonly externalId?: boolean
  readonly unique?: boolean
  readonly caseSensitive?: boolean
  readonly valueSet?: {
    readonly restricted: boolean
    readonly valueSetDefinition: { readonly value: readonly { readonly fullName: string }[] }
  }
}

export interface FieldPermission {
  readonly field: string
  readonly editable: boolean
  readonly readable: boolean
}

export interface ObjectPermission {
  readonly object: string
  readonly allowCreate: boolean
  readonly allowDelete: boolean
  readonly allowEdit: boolean
  readonly allowRead: boolean
  readonly modifyAllRecords: boolean
  readonly viewAllRecords: boolean
}

export interface PermissionSet {
  readonly label: string
  readonly description: string
  readonly fieldPermissions: readonly FieldPermission[]
  readonly objectPermissions: readonly ObjectPermission[]
  readonly userPermissions: readonly { readonly name: string; readonly enabled: boolean }[]
}

/** Elements that may stand once or several times. */
const lists = new Set(['fieldPermissions', 'objectPermissions', 'userPermissions', 'value'])
const parser = new XMLParser({
  ignoreDeclaration: true,
  isArray: (name) => lists.has(name),
  ignoreAttributes: true,
})

/** Every metadata file of the project, relative to it. */
export function metadataFiles(): string[] {
  return globSync('{force-app,external-client-app}/**/*.*-meta.xml', { cwd: root }).toSorted()
}

/** @throws {Error} where the file is no XML */
export function readMetadata(path: string): { readonly type: string; readonly content: unknown } {
  const text = readFileSync(join(root, path), 'utf8')
  const validity = XMLValidator.validate(text)
  if (validity !== true) throw new Error(`${path}:${validity.err.line}: ${validity.err.msg}`)
  const [type, content] = Object.entries<unknown>(parser.parse(text) as Record<string, unknown>)[0]!
  return { type, content }
}

/** By name. */
export function deployedFields(object: 'Activity' | 'Contact'): ReadonlyMap<string, DeployedField> {
  return byName(`/objects/${object}/fields/`) as ReadonlyMap<string, DeployedField>
}

/** By API name. */
export function permissionSets(): ReadonlyMap<string, PermissionSet> {
  const none = { fieldPermissions: [], objectPermissions: [], userPermissions: [] }
  const sets = byName('/permissionsets/') as ReadonlyMap<string, PermissionSet>
  return new Map([...sets].map(([name, set]) => [name, { ...none, ...set }]))
}

function byName(folder: string): ReadonlyMap<string, unknown> {
  const files = metadataFiles().filter((path) => path.includes(folder))
  return new Map(files.map((path) => [nameOf(path), readMetadata(path).content]))
}

/** The API name that a metadata file is called by. */
export function nameOf(path: string): string {
  return basename(path).split('.')[0]!
}
