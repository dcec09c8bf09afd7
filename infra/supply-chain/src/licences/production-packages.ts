/**
 * The packages that Calltrail gives to others: what its images hold, and what the consumer kit stands on.
 */
import { processes } from '@calltrail/deploy'
import { execa } from 'execa'
import { z } from 'zod'
import { readJson, root } from '../repository.ts'

const workspaces = new Set([
  ...processes.map(({ workspace }) => workspace),
  '@calltrail/simulators',
  '@calltrail/consumer',
])

export interface ProductionPackage {
  readonly name: string
  /** As its own package.json says; undefined when that says nothing. */
  readonly licence: string | undefined
}

const lockfile = z.object({
  packages: z.record(z.string(), z.object({ license: z.string().optional() })),
})

/** Each package once, by name; with all its licences, should its versions differ in that. */
export async function productionPackages(): Promise<ProductionPackage[]> {
  const { stdout } = await execa(
    'npm',
    [
      'ls',
      '--package-lock-only',
      '--omit=dev',
      '--all',
      '--parseable',
      ...[...workspaces].flatMap((name) => ['-w', name]),
    ],
    { cwd: root },
  )
  const { packages } = lockfile.parse(readJson('package-lock.json'))
  const found = stdout
    .split('\n')
    .map((path) => path.slice(root.length + 1))
    .filter((path) => path.includes('node_modules/') && !path.includes('node_modules/@calltrail/'))
    .map((path) => ({ name: path.split('node_modules/').at(-1)!, licence: packages[path]?.license }))
  return [...new Map(found.map((each) => [`${each.name} ${each.licence}`, each])).values()].toSorted((a, b) =>
    a.name.localeCompare(b.name, 'en'),
  )
}
