import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'

it('stops what it guards and removes the directory when its parent is killed', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'calltrail-test-'))
  const parent = spawn(process.execPath, [
    '--input-type=module',
    '--eval',
    `import { spawn } from 'node:child_process'
     import { startWatchdog } from ${JSON.stringify(join(import.meta.dirname, 'watchdog.ts'))}
     const watchdog = startWatchdog(${JSON.stringify(directory)})
     const guarded = spawn('sleep', ['60'], { detached: true, stdio: 'ignore' })
     watchdog.guard(guarded.pid)
     console.log(guarded.pid)`,
  ])
  const [line] = (await once(parent.stdout, 'data')) as [Buffer]
  const pid = Number(line.toString())
  expect(process.kill(pid, 0)).toBe(true)

  parent.kill('SIGKILL')
  await expect.poll(() => existsSync(directory), { timeout: 10_000 }).toBe(false)
  expect(() => process.kill(pid, 0)).toThrow('ESRCH')
})
