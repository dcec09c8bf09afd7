import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it, onTestFinished } from 'vitest'
import { copyManifests, workspaces } from './manifests.ts'

const root = fileURLToPath(new URL('../../../', import.meta.url))

it('nothing about development is left in the manifests and the lock file', () => {
  const directory = mkdtempSync(join(tmpdir(), 'calltrail-manifests-'))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  copyManifests(root, directory)
  const folders = [...workspaces(root).keys()]
  expect(folders).toContain('services/enricher')
  const files = [
    'package.json',
    'package-lock.json',
    ...folders.map((folder) => join(folder, 'package.json')),
  ]
  // The lock file tells of packages what they were developed with; that is theirs.
  const texts = files.map((file) => readFileSync(join(directory, file), 'utf8'))
  expect(texts.filter((text) => text.includes('devDependencies'))).toEqual([])
})
