import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { silentProgress } from '../progress.ts'
import { firstMavenError, provideDistributions, versionedCache } from './distributions.ts'
import { fakeCommand } from '../testing/fake-command.ts'

const progress = silentProgress
/** Does as Maven does with our pom.xml, and keeps count. */
const maven = `
for argument; do case $argument in -Dtarget=*) target=\${argument#-Dtarget=} ;; esac; done
echo "$target" >> "$CALLS"
sleep 0.3
mkdir -p "$target" && echo jar > "$target/some.jar"
`

let cache = ''
let env: NodeJS.ProcessEnv = {}
beforeEach(async () => {
  cache = await mkdtemp(join(tmpdir(), 'calltrail-test-'))
  onTestFinished(() => rm(cache, { recursive: true }))
  env = { CALLS: join(cache, 'calls'), PATH: await fakeCommand('mvn', maven) }
})

describe('the distributions', () => {
  it('are downloaded once, however many ask at the same time', async () => {
    const asking = () => provideDistributions(cache, ['kafka', 'registry'], { env, progress })
    const answers = await Promise.all([asking(), asking(), asking()])
    expect(new Set(answers.map((folders) => folders.kafka)).size).toBe(1)
    expect((await readFile(env['CALLS']!, 'utf8')).trim().split('\n')).toHaveLength(2)
    expect(await readdir(join(cache, 'registry'))).toEqual(['some.jar'])
    expect((await readdir(cache)).toSorted()).toEqual(['calls', 'kafka', 'registry'])
  })

  it('need no Maven when they are there', async () => {
    await provideDistributions(cache, ['kafka'], { env, progress })
    await provideDistributions(cache, ['kafka'], { env: { PATH: '/nowhere' }, progress })
  })

  it('that are not wanted are not downloaded', async () => {
    await provideDistributions(cache, ['registry'], { env, progress })
    expect(await readdir(cache)).not.toContain('kafka')
  })

  it('are whole after an interrupted download', async () => {
    const broken = await fakeCommand(
      'mvn',
      `${maven}\ntouch "$target/half.jar"; echo '[ERROR] Connection reset'; exit 1`,
    )
    const interrupted = provideDistributions(cache, ['kafka'], { env: { ...env, PATH: broken }, progress })
    await expect(interrupted).rejects.toThrow('Maven could not download Kafka: Connection reset')
    const { kafka } = await provideDistributions(cache, ['kafka'], { env, progress })
    expect(await readdir(kafka)).toEqual(['some.jar'])
  })

  it('say what to install when there is no Maven', async () => {
    const downloading = provideDistributions(cache, ['kafka'], { env: { PATH: '/nowhere' }, progress })
    await expect(downloading).rejects.toThrow(
      'Maven is needed once, to download Kafka: install it, or set KAFKA_BROKERS',
    )
  })

  it('stop downloading when they are told to', async () => {
    const PATH = await fakeCommand('mvn', 'exec sleep 60')
    const signal = AbortSignal.timeout(200)
    await expect(provideDistributions(cache, ['kafka'], { env: { PATH }, progress, signal })).rejects.toThrow(
      /timeout/,
    )
  })
})

it('the cache is where CALLTRAIL_CACHE_DIR says, in a folder for the versions', async () => {
  expect(await versionedCache({ CALLTRAIL_CACHE_DIR: '/cache' })).toMatch(/^\/cache\/stack\/[0-9a-f]{12}$/)
})

it("the first error of Maven's output is the one that says something", () => {
  const output = '[INFO] Scanning\n[ERROR] \n[ERROR] Could not resolve host -> [Help 1]\n[ERROR] Re-run Maven'
  expect(firstMavenError(output)).toBe('Could not resolve host')
  expect(firstMavenError('')).toBe('no output')
})
