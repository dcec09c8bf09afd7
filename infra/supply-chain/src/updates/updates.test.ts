/**
 * What is pinned, is pinned on purpose, and stays so until somebody has looked.
 */
import { globSync } from 'node:fs'
import { matchesGlob } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { readJson, root } from '../repository.ts'

const rule = z.object({
  matchPackageNames: z.array(z.string()).default([]),
  matchManagers: z.array(z.string()).default([]),
  matchDepTypes: z.array(z.string()).default([]),
  enabled: z.boolean().optional(),
  automerge: z.boolean().optional(),
  dependencyDashboardApproval: z.boolean().optional(),
  allowedVersions: z.string().optional(),
})
const settings = z
  .object({
    automerge: z.boolean(),
    ignorePaths: z.array(z.string()),
    minimumReleaseAge: z.string(),
    packageRules: z.array(rule),
  })
  .parse(readJson('.github/renovate.json'))

/** What a package comes to: later rules win. */
function rulesFor(name: string) {
  return Object.assign(
    {},
    ...settings.packageRules.filter(
      ({ matchPackageNames }) => matchPackageNames.length === 0 || matchPackageNames.includes(name),
    ),
  ) as z.infer<typeof rule>
}

const patched = globSync('patches/*.patch', { cwd: root }).map((path) => {
  const [, name, version] = /^patches\/(.+)\+([^+]+)\.patch$/.exec(path)!
  return { name: name!.replace('+', '/'), version: version! }
})

const manifests = globSync(['package.json', '{schemas,services,infra,test}/**/package.json'], {
  cwd: root,
  exclude: ['**/node_modules/**'],
})

it('no package.json is hidden from updates, as what it says of tests would be by default', () => {
  const hidden = manifests.filter((path) => settings.ignorePaths.some((glob) => matchesGlob(path, glob)))
  expect(manifests).toContain('test/package.json')
  expect(hidden).toEqual([])
})

it('the versions on which the workflow runs are not raised: they are the oldest that will do', () => {
  const ofWorkflow = settings.packageRules.filter(({ matchDepTypes }) => matchDepTypes.includes('uses-with'))
  expect(ofWorkflow).toMatchObject([{ matchManagers: ['github-actions'], enabled: false }])
})

describe.each(patched)('the package $name, which is patched,', ({ name, version }) => {
  it('is asked for in the version that the patch is for, and no other, wherever it is asked for', () => {
    const ranges = manifests.flatMap((path) => {
      const { dependencies = {}, devDependencies = {} } = z
        .object({
          dependencies: z.record(z.string(), z.string()).optional(),
          devDependencies: z.record(z.string(), z.string()).optional(),
        })
        .parse(readJson(path))
      return dependencies[name] ?? devDependencies[name] ?? []
    })
    expect(new Set(ranges)).toEqual(new Set([version]))
  })

  it('gets no update that a person has not asked for', () => {
    expect(rulesFor(name)).toMatchObject({ dependencyDashboardApproval: true, automerge: false })
  })
})

it('only patched packages wait to be asked for, so that all others are updated', () => {
  const waiting = settings.packageRules
    .filter(({ dependencyDashboardApproval }) => dependencyDashboardApproval)
    .flatMap(({ matchPackageNames }) => matchPackageNames)
  expect(new Set(waiting)).toEqual(new Set(patched.map(({ name }) => name)))
})

it('what runs in production is merged by people, and no release on the day that it comes out', () => {
  expect(settings.automerge).toBe(false)
  expect(Number.parseInt(settings.minimumReleaseAge)).toBeGreaterThanOrEqual(3)
})

it('Node stays on the line that package.json names', () => {
  const { engines } = z.object({ engines: z.object({ node: z.string() }) }).parse(readJson('package.json'))
  const major = Number(/\d+/.exec(engines.node)![0])
  for (const name of ['node', '@types/node']) {
    expect(rulesFor(name)).toMatchObject({ allowedVersions: `<${major + 1}`, automerge: false })
  }
})

it('of the packages that want to run a script when they are installed, each has been decided about, and only Node may', () => {
  const { packages } = z
    .object({ packages: z.record(z.string(), z.object({ hasInstallScript: z.boolean().optional() })) })
    .parse(readJson('package-lock.json'))
  const wanting = Object.entries(packages)
    .filter(([path, { hasInstallScript }]) => path !== '' && hasInstallScript)
    .map(([path]) => path.split('node_modules/').at(-1)!)
  const { allowScripts } = z
    .object({ allowScripts: z.record(z.string(), z.boolean()) })
    .parse(readJson('package.json'))
  expect(new Set(Object.keys(allowScripts))).toEqual(new Set(wanting))
  expect(Object.keys(allowScripts).filter((name) => allowScripts[name])).toEqual(['node'])
})
