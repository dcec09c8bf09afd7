import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { execFileSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it, onTestFinished } from 'vitest'
import { requireMendedLibraries } from './mended-libraries.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const patches = { kafkajs: 'kafkajs+2.2.4.patch', avsc: 'avsc+5.7.9.patch' } as const

/** Resolves packages as they are published: our copies with our patches taken back. */
function published(...names: (keyof typeof patches)[]): NodeJS.Require {
  const project = mkdtempSync(join(tmpdir(), 'calltrail-test-'))
  onTestFinished(() => rmSync(project, { recursive: true }))
  mkdirSync(join(project, 'node_modules'))
  for (const name of ['kafkajs', 'avsc'] as const)
    cpSync(join(root, 'node_modules', name), join(project, 'node_modules', name), { recursive: true })
  for (const name of names)
    execFileSync('git', ['apply', '--reverse', join(root, 'patches', patches[name])], { cwd: project })
  return createRequire(join(project, 'index.js'))
}

it('an installation with our patches is taken', () => {
  expect(() => requireMendedLibraries()).not.toThrow()
  expect(() => requireMendedLibraries(published())).not.toThrow()
})

it('kafkajs as it is published is refused', () => {
  expect(() => requireMendedLibraries(published('kafkajs'))).toThrow(
    /mend: kafkajs 2\.2\.4 shows records of aborted transactions\. Copy patches\/avsc\+5\.7\.9\.patch and patches\/kafkajs\+2\.2\.4\.patch/,
  )
})

it('avsc as it is published is refused', () => {
  expect(() => requireMendedLibraries(published('avsc'))).toThrow(/mend: avsc 5\.7\.9 may loop/)
})
