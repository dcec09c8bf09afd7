import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, it, onTestFinished } from 'vitest'
import { installedVersions } from './versions.ts'

/** Two folders of packages: an inner one, and one further out. */
async function twoFolders(): Promise<URL[]> {
  const parent = await mkdtemp(join(tmpdir(), 'calltrail-'))
  onTestFinished(() => rm(parent, { recursive: true }))
  const install = async (path: string, version: string) => {
    await mkdir(join(parent, path), { recursive: true })
    await writeFile(join(parent, path, 'package.json'), JSON.stringify({ version }))
  }
  await install('inner/express', '5.3.0')
  await install('outer/express', '4.0.0')
  await install('outer/@scope/bridge', '0.6.4')
  return ['inner/', 'outer/'].map((name) => pathToFileURL(join(parent, name)))
}

it('the first folder that has a package tells its version', async () => {
  expect(installedVersions(['express', '@scope/bridge'], await twoFolders())).toEqual({
    express: '5.3.0',
    '@scope/bridge': '0.6.4',
  })
})

it('a package that is nowhere is said', async () => {
  const folders = await twoFolders()
  expect(() => installedVersions(['axios'], folders)).toThrow('the package axios is not installed')
})
