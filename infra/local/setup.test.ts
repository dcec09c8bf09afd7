import { execFile, type ExecFileException } from 'node:child_process'
import { chmod, copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'

/** Stands in for npm: leaves what `npm ci` leaves, after a while in which another set-up could disturb it. */
const npm = `#!/bin/sh
echo "$*" >> calls
rm -rf node_modules && mkdir -p node_modules/.bin && sleep 0.3
touch node_modules/.bin/node
cp package-lock.json node_modules/.package-lock.json
`

let root = ''
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'calltrail-test-'))
  onTestFinished(() => rm(root, { recursive: true }))
  await mkdir(join(root, 'infra', 'local'), { recursive: true })
  await mkdir(join(root, 'bin'))
  await copyFile(join(import.meta.dirname, 'setup.mjs'), join(root, 'infra', 'local', 'setup.mjs'))
  await lock({ 'node_modules/a': { version: '1.0.0' } })
  await fakeNpm(npm)
})

describe('the set-up', () => {
  it('installs on a fresh clone, then does and says nothing', async () => {
    expect(await setUp()).toEqual({ code: 0, said: 'Installing dependencies (npm ci) …\n' })
    expect(await setUp()).toEqual({ code: 0, said: '' })
    expect(await calls()).toEqual(['ci --no-audit --no-fund --loglevel=error'])
  })

  it('takes hardly longer than Node itself when nothing is to do', async () => {
    await setUp()
    const ofNode = await quickest(() => run(['--eval', '0']))
    const ofSetUp = await quickest(setUp)
    expect(ofSetUp - ofNode).toBeLessThan(60)
  })

  it('installs again when the lockfile has changed', async () => {
    await setUp()
    await lock({ 'node_modules/a': { version: '1.0.1' } })
    await setUp()
    expect(await calls()).toHaveLength(2)
  })

  it('installs again when a patch has changed, which no version shows', async () => {
    await setUp()
    await mkdir(join(root, 'patches'))
    await writeFile(join(root, 'patches', 'a+1.0.0.patch'), 'a patch')
    await setUp()
    expect(await calls()).toHaveLength(2)
  })

  it('accepts what was installed by hand', async () => {
    await lock({
      '': {},
      'packages/b': {},
      'node_modules/a': { version: '1.0.0' },
      'node_modules/b': { link: true },
    })
    await installByHand({ 'node_modules/a': { version: '1.0.0' }, 'node_modules/b': { link: true } })
    expect(await setUp()).toEqual({ code: 0, said: '' })
    expect(await calls()).toEqual([])
  })

  it('accepts that packages for other systems are absent', async () => {
    await lock({
      'node_modules/a': { version: '1.0.0' },
      'node_modules/mac': { version: '1.0.0', optional: true },
    })
    await installByHand({ 'node_modules/a': { version: '1.0.0' } })
    expect(await setUp()).toEqual({ code: 0, said: '' })
  })

  it.each([{}, { 'node_modules/a': { version: '0.9.0' } }])(
    'does not accept %j in the place of a 1.0.0',
    async (packages) => {
      await installByHand(packages)
      await setUp()
      expect(await calls()).toHaveLength(1)
    },
  )

  it('runs once when two start at the same time', async () => {
    const both = await Promise.all([setUp(), setUp()])
    expect(both.map(({ code }) => code)).toEqual([0, 0])
    expect(await calls()).toHaveLength(1)
    expect(await readdir(join(root, '.calltrail'))).toEqual([])
  })

  it('does not wait for one that died', async () => {
    await mkdir(join(root, '.calltrail'))
    await writeFile(join(root, '.calltrail', 'setup.lock'), '999999999')
    expect((await setUp()).code).toBe(0)
    expect(await calls()).toHaveLength(1)
  })

  it('shows what npm says and what to do when it fails, and tries again next time', async () => {
    await fakeNpm('#!/bin/sh\necho "npm error network"; exit 7')
    const { code, said } = await setUp()
    expect(code).toBe(1)
    expect(said).toContain('npm error network')
    expect(said).toMatch(
      /Dependencies could not be installed: npm ci ended with 7\. .* then run this again\.\n$/,
    )
    await fakeNpm(npm)
    expect((await setUp()).code).toBe(0)
  })

  it('explains that Node is missing when install scripts are off', async () => {
    await fakeNpm(npm.replace('touch node_modules/.bin/node', ''))
    const { code, said } = await setUp()
    expect(code).toBe(1)
    expect(said).toContain('npm was told to skip install scripts')
  })
})

async function lock(packages: object): Promise<void> {
  await writeFile(join(root, 'package-lock.json'), JSON.stringify({ packages }))
}

async function installByHand(packages: object): Promise<void> {
  await mkdir(join(root, 'node_modules'))
  await writeFile(join(root, 'node_modules', '.package-lock.json'), JSON.stringify({ packages }))
}

async function fakeNpm(script: string): Promise<void> {
  await writeFile(join(root, 'bin', 'npm'), script)
  await chmod(join(root, 'bin', 'npm'), 0o755)
}

async function calls(): Promise<string[]> {
  const lines = await readFile(join(root, 'calls'), 'utf8').catch(() => '')
  return lines.split('\n').filter(Boolean)
}

function setUp(): Promise<{ code: unknown; said: string }> {
  return run([join(root, 'infra', 'local', 'setup.mjs')])
}

function run(args: string[]): Promise<{ code: unknown; said: string }> {
  const env = { PATH: `${join(root, 'bin')}:/usr/bin:/bin` }
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      args,
      { env, cwd: tmpdir() },
      (error: ExecFileException | null, stdout, stderr) =>
        resolve({ code: error?.code ?? 0, said: stdout + stderr }),
    )
  })
}

async function quickest(work: () => Promise<unknown>): Promise<number> {
  const times: number[] = []
  for (let turn = 0; turn < 5; turn++) {
    const startedAt = performance.now()
    await work()
    times.push(performance.now() - startedAt)
  }
  return Math.min(...times)
}
