/**
 * `npm start` as a user runs it, on a stack of its own. Everything it starts inherits a temporary directory that is this test's, by
 * which whatever is left behind is found: files in it, and processes that have it in their environment.
 */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { afterEach, describe, expect, it } from 'vitest'
import { loadSamples } from '../kit/index.ts'
import { stackEnvironment } from '../kit/stack-environment.ts'
import { servicesIn, traceLinks } from '../kit/trace-page.ts'

const main = fileURLToPath(new URL('../../infra/start/src/main.ts', import.meta.url))
const patience = { timeout: 180_000 }
const samples = await loadSamples()

/** Where no engine is, whatever machine this is. */
const nowhere = 'unix:///nowhere/docker.sock'

let cleanUp = new AsyncDisposableStack()
afterEach(async () => {
  await cleanUp.disposeAsync()
  cleanUp = new AsyncDisposableStack()
})

async function npmStart(...options: string[]) {
  const temporary = await mkdtemp(join(tmpdir(), 'calltrail-e2e-'))
  cleanUp.defer(() => rm(temporary, { recursive: true, force: true }))
  const child = execa(process.execPath, [main, ...options], {
    env: {
      ...stackEnvironment,
      ...(options.includes('--docker') && { DOCKER_HOST: nowhere }),
      TMPDIR: temporary,
    },
    extendEnv: false,
    reject: false,
    all: true,
    forceKillAfterDelay: 30_000,
  })
  // A test that fails in the middle must not leave it running.
  cleanUp.defer(async () => {
    child.kill('SIGTERM')
    await child
  })
  return { child, temporary }
}

type Child = Awaited<ReturnType<typeof npmStart>>['child']

/** Resolves with all output so far, once `text` is in it. */
function untilItSays({ all }: Child, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = ''
    all.on('data', (chunk) => {
      output += String(chunk)
      if (output.includes(text)) resolve(output)
    })
    all.on('end', () => reject(new Error(`It ended without having said “${text}”:\n${output}`)))
  })
}

async function expectNothingLeft(temporary: string): Promise<void> {
  // testcontainers leaves the empty file that it locks.
  const left = (await readdir(temporary)).filter((name) => !name.startsWith('testcontainers-node-'))
  expect(left).toEqual([])
  expect(await processesOf(temporary)).toEqual([])
}

interface Process {
  readonly pid: number
  readonly commandLine: string
}

/** The processes that have the directory in their environment, on a system that shows it. */
async function processesOf(temporary: string): Promise<Process[]> {
  if (process.platform !== 'linux') return []
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const found = await Promise.all(
    pids.map(async (pid) => {
      // Somebody else's process, or one that has just ended.
      const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '')
      if (!environment.split('\0').includes(`TMPDIR=${temporary}`)) return []
      const commandLine = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
      return [{ pid: Number(pid), commandLine: commandLine.replaceAll('\0', ' ') }]
    }),
  )
  return found.flat()
}

async function isListening(url: string): Promise<boolean> {
  return fetch(url).then(
    () => true,
    () => false,
  )
}

describe('npm start', () => {
  it('with --exit reports every sample as expected, ends with 0 and leaves nothing', patience, async () => {
    const { child, temporary } = await npmStart('--exit')
    const { exitCode, stdout, all } = await child

    expect(exitCode, all).toBe(0)
    for (const { name, title } of samples) expect(stdout).toContain(`✓  ${name.slice(0, 2)} ${title}`)
    expect(stdout).toMatch(/John Doe, phone +00T\w{15} created +available/)
    expect(stdout).toMatch(/(\d+) accepted = \d+ logged \+ \d+ skipped \+ 0 dead-lettered/)
    expect(stdout).toContain(`All ${samples.length} samples came out as expected.`)
    await expectNothingLeft(temporary)
  })

  it('stays up until Ctrl-C, shows where to look, and then leaves nothing', patience, async () => {
    const { child, temporary } = await npmStart()
    const output = await untilItSays(child, 'Up until Ctrl-C')
    const webhookUrl = /Webhook +(\S+)/.exec(output)?.[1] ?? ''
    const healthUrls = [...output.matchAll(/(http:\S+\/health\/ready)/g)].map(([url]) => url)

    expect(healthUrls).toHaveLength(4)
    for (const url of healthUrls) expect((await fetch(url)).status).toBe(200)
    expect(await isListening(webhookUrl)).toBe(true)
    const monitorUrl = /Monitor +(http\S+)/.exec(output)?.[1] ?? ''
    expect(await (await fetch(monitorUrl)).text()).toContain('Calltrail health')
    const [traceLink = ''] = traceLinks.exec(output) ?? []
    expect(await servicesIn(traceLink)).toEqual(['calltrail-enricher', 'calltrail-ingress', 'calltrail-sink'])
    expect((await processesOf(temporary)).length).toBeGreaterThan(0)

    child.kill('SIGINT')
    const { exitCode, all } = await child
    expect(exitCode, all).toBe(0)
    expect(await isListening(webhookUrl)).toBe(false)
    await expectNothingLeft(temporary)
  })

  it('that is interrupted while Kafka starts ends with 130 and leaves nothing', patience, async () => {
    const { child, temporary } = await npmStart('--exit')
    await untilItSays(child, 'Genesys, simulated')
    child.kill('SIGINT')
    const { exitCode, all } = await child
    expect(exitCode, all).toBe(130)
    expect(all).toContain('Interrupted. Nothing is left running.')
    await expectNothingLeft(temporary)
  })

  it('with --docker, where no engine answers, says in a sentence what to do, and ends with 1', async () => {
    const { child, temporary } = await npmStart('--docker', '--exit')
    const { exitCode, all } = await child
    expect(exitCode, all).toBe(1)
    expect(all).toMatch(
      /^(Docker is not installed|Docker Compose 2|No Docker engine answers)[^\n]+, or leave --docker out: `npm start` alone needs no Docker\.$/,
    )
    await expectNothingLeft(temporary)
  })

  it.runIf(process.platform === 'linux')(
    'of which a service ends by itself says so, ends with 1 and leaves nothing',
    patience,
    async () => {
      const { child, temporary } = await npmStart()
      await untilItSays(child, '✓ Sink')
      const services = await processesOf(temporary)
      const sink = services.find(({ commandLine }) => commandLine.includes('services/sink/'))
      process.kill(sink!.pid, 'SIGKILL')
      const { exitCode, all } = await child
      expect(exitCode, all).toBe(1)
      expect(all).toContain('The sink was killed. The last lines of its log:')
      await expectNothingLeft(temporary)
    },
  )
})
