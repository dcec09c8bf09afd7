import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { lastLines, startGuarded, type GuardedProcess } from './guarded-process.ts'
import { startWatchdog } from './watchdog.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'calltrail-test-'))
  onTestFinished(() => rm(folder, { recursive: true }))
})

/** A shell stands in for the server: what is tested is the life of the process. */
function start(script: string): GuardedProcess {
  const watchdog = startWatchdog()
  onTestFinished(() => watchdog[Symbol.asyncDispose]())
  const command = { title: 'Kafka', program: 'sh', arguments: ['-c', script], env: { PATH: '/usr/bin:/bin' } }
  return startGuarded({ ...command, logFile: join(folder, 'log'), stopDeadlineMs: 300 }, watchdog)
}

describe('a process of ours', () => {
  it('that ends by itself says so with the end of its log', async () => {
    await using child = start('echo one; echo two >&2; exit 3')
    expect((await child.broken).message).toMatch(
      /^Kafka ended by itself \(3\)\. The last lines of its log, .*log:\n {2}one\n {2}two$/,
    )
  })

  it('stops when it is asked to, which is not an accident', async () => {
    const child = start('sleep 60 & trap "kill $!; exit 0" TERM; wait')
    await child[Symbol.asyncDispose]()
    expect(await Promise.race([child.broken, Promise.resolve('not broken')])).toBe('not broken')
    expect(() => process.kill(child.pid, 0)).toThrow('ESRCH')
  })

  it('can be killed at once, which is not an accident either', async () => {
    await using child = start('trap "" TERM; while :; do sleep 0.1; done')
    await child.kill()
    expect(await Promise.race([child.broken, Promise.resolve('not broken')])).toBe('not broken')
    expect(() => process.kill(child.pid, 0)).toThrow('ESRCH')
  })

  it('is killed when it does not stop in time', async () => {
    const child = start('trap "" TERM; while :; do sleep 0.1; done')
    await new Promise((resolve) => setTimeout(resolve, 100))
    await Promise.all([child[Symbol.asyncDispose](), child[Symbol.asyncDispose]()])
    expect(() => process.kill(child.pid, 0)).toThrow('ESRCH')
  })
})

describe('the end of a log', () => {
  it('is its last lines, cut to a readable width', () => {
    const log = Array.from({ length: 50 }, (_, index) => `${index} ${'x'.repeat(400)}`).join('\n')
    const lines = lastLines(log).split('\n')
    expect(lines).toHaveLength(15)
    expect(lines.at(-1)).toMatch(/^ {2}49 x{297}$/)
  })

  it('leaves out stack traces', () => {
    const log = 'ERROR Exiting\njava.lang.Error: why\n\tat a.B.c(B.java:1)\n\t... 7 more\n'
    expect(lastLines(log)).toBe('  ERROR Exiting\n  java.lang.Error: why')
  })
})
