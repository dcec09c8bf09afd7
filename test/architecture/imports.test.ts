/**
 * The rules that the house is held together by. Each finding names the file and what it must not import.
 */
import { builtinModules } from 'node:module'
import { describe, expect, it } from 'vitest'
import { packageName, sourceFiles, workspacePackages } from './source-files.ts'
import type { SourceFile } from './source-files.ts'

const services = ['ingress', 'enricher', 'sink', 'console']
const production = (service: string) => sourceFiles(`services/${service}/src/**/*.ts`).filter(isProduction)

function isProduction({ path }: SourceFile): boolean {
  return !path.endsWith('.test.ts') && !path.includes('/testing/')
}

/** From the bottom up; a file may import its own layer and those before it. The sink's mapping stands on its domain. */
const layers = ['domain', 'mapping', 'ports', 'adapters', 'app', 'main'] as const

function layerOf(path: string): number {
  const place = path.split('/src/')[1]!.split('/')[0]!.replace('.ts', '')
  const layer = layers.indexOf(place as (typeof layers)[number])
  // What is neither a layer's folder nor main belongs to the wiring of the app.
  return layer === -1 ? layers.indexOf('app') : layer
}

describe.each(services)('in the %s', (service) => {
  it('imports point downwards: domain, ports, adapters, app, main', () => {
    const upwards = production(service).flatMap(({ path, files }) =>
      files
        .filter((imported) => layerOf(imported) > layerOf(path))
        .map((imported) => `${path} → ${imported}`),
    )
    expect(upwards).toEqual([])
  })

  it('no other service is imported, only the runtime and the schemas', () => {
    const allowed = new Set(['@calltrail/runtime', '@calltrail/schemas'])
    const foreign = production(service).flatMap(({ path, packages }) =>
      packages
        .filter((name) => name.startsWith('@calltrail/') && !allowed.has(name))
        .map((name) => `${path} → ${name}`),
    )
    expect(foreign).toEqual([])
  })

  it('the domain does no I/O and reads no clock, environment or randomness', () => {
    const pure = /^(node:crypto|zod|libphonenumber-js|lru-cache|@calltrail\/(runtime|schemas))$/
    const impure =
      /\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\bprocess\.|\brandomUUID\b|\bfetch\(|\bset(Timeout|Interval)\b/
    const domain = production(service).filter(({ path }) => layerOf(path) === 0)
    expect(domain.length).toBeGreaterThan(0)
    const findings = domain.flatMap(({ path, packages, text }) => [
      ...packages.filter((name) => !pure.test(name)).map((name) => `${path} → ${name}`),
      ...(impure.exec(text)?.slice(0, 1) ?? []).map((use) => `${path}: ${use}`),
    ])
    expect(findings).toEqual([])
  })
})

it('the schemas import no other package of ours, and the runtime and the consumer kit only them', () => {
  const findings = [
    ...sourceFiles('schemas/src/**/*.ts').map((file) => ({ ...file, allowed: [] as string[] })),
    ...sourceFiles('{services/runtime,schemas/consumer}/src/**/*.ts').map((file) => ({
      ...file,
      allowed: ['@calltrail/schemas'],
    })),
  ].flatMap(({ path, packages, allowed }) =>
    packages
      .filter((name) => name.startsWith('@calltrail/') && !allowed.includes(packageName(name)))
      .map((name) => `${path} → ${name}`),
  )
  expect(findings).toEqual([])
})

it('only the list of topics spells the name of a retry or dead-letter topic', () => {
  const findings = sourceFiles('{services,infra,schemas}/**/src/**/*.ts', 'schemas/src/**/*.ts')
    .filter(isProduction)
    .filter(({ path, text }) => path !== 'schemas/src/topics.ts' && /calls\.\w+\.(retry|dlt)/.test(text))
    .map(({ path }) => path)
  expect(findings).toEqual([])
})

describe.each(workspacePackages())(
  'the package $name',
  ({ directory, name, dependencies, devDependencies }) => {
    const files = sourceFiles(directory === 'test' ? 'test/**/*.ts' : `${directory}/src/**/*.ts`)

    it('declares every package it imports', () => {
      const declared = new Set([
        ...Object.keys(dependencies),
        ...Object.keys(devDependencies),
        name,
        'vitest',
      ])
      const builtin = new Set(builtinModules)
      const phantoms = files.flatMap(({ path, packages }) =>
        packages
          .filter((specifier) => !specifier.startsWith('node:') && !builtin.has(specifier))
          .map(packageName)
          .filter((imported) => !declared.has(imported))
          .map((imported) => `${path} → ${imported}`),
      )
      expect(phantoms).toEqual([])
    })

    it('uses every package it declares', () => {
      const text = files.map((file) => file.text).join('\n')
      const unused = Object.keys({ ...dependencies, ...devDependencies })
        .filter((declared) => !declared.startsWith('@types/'))
        .filter((declared) => !text.includes(`'${declared}'`) && !text.includes(`'${declared}/`))
      expect(unused).toEqual([])
    })

    it('reaches into no other package, but takes what that exports', () => {
      const exportsOf = new Map(
        workspacePackages().map((manifest) => [manifest.name, Object.keys(manifest.exports)]),
      )
      const findings = files.flatMap(({ path, packages }) =>
        packages
          .filter((specifier) => specifier.startsWith('@calltrail/'))
          .filter((specifier) => {
            const owner = packageName(specifier)
            return !exportsOf.get(owner)?.includes(`.${specifier.slice(owner.length)}`)
          })
          .map((specifier) => `${path} → ${specifier}`),
      )
      expect(findings).toEqual([])
    })

    it('stays within its own folder', () => {
      const outside = files.flatMap(({ path, files: imported }) =>
        imported.filter((other) => !other.startsWith(`${directory}/`)).map((other) => `${path} → ${other}`),
      )
      expect(outside).toEqual([])
    })
  },
)
