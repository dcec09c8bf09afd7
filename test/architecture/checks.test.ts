/**
 * What a machine can check about the code as a whole, as tests, so that one run and one count hold everything.
 */
import { execa } from 'execa'
import { expect, it } from 'vitest'
import { root } from './source-files.ts'

const minutes = 60_000

it.each([
  ['types', ['tsc']],
  ['lint', ['oxlint', '--type-aware', '--deny-warnings']],
  ['format', ['prettier', '--check', '--log-level', 'warn', '.']],
])('%s: clean', { timeout: 5 * minutes }, async (_, [command, ...args]) => {
  const { all, exitCode } = await execa(command!, args, {
    cwd: root,
    preferLocal: true,
    reject: false,
    all: true,
    env: { NO_COLOR: '1' },
  })
  expect(exitCode, all).toBe(0)
})

it('the lock file holds what a fresh clone installs', { timeout: minutes }, async () => {
  const { all, exitCode } = await execa('npm', ['ci', '--dry-run', '--ignore-scripts', '--loglevel=error'], {
    cwd: root,
    reject: false,
    all: true,
  })
  expect(exitCode, all).toBe(0)
})
