import { chmod, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { fakeCommand } from '../testing/fake-command.ts'
import { provideGoTool } from './provide-go-tool.ts'
import { goTools, oldestGo } from './tools.ts'

/** Does as the compiler does with our flags, and keeps count. */
const go = `
echo "begins $PWD $*" >> "$CALLS"
echo 'go: downloading example.com/module v1.0.0' >&2
while [ "$1" != -o ]; do shift; done
sleep 0.3
echo program > "$2"
echo ends >> "$CALLS"
`

let cache = ''
let env: NodeJS.ProcessEnv = {}
beforeEach(async () => {
  cache = await mkdtemp(join(tmpdir(), 'calltrail-test-'))
  onTestFinished(() => rm(cache, { recursive: true }))
  env = { CALLS: join(cache, 'calls'), CALLTRAIL_CACHE_DIR: cache, PATH: await fakeCommand('go', go) }
})

/** What is in the cache, below the folder of its version. */
async function cached(): Promise<string[]> {
  const folders = await readdir(join(cache, 'go'))
  const names = await Promise.all(folders.map((folder) => readdir(join(cache, 'go', folder))))
  return names.flat()
}

describe('a tool in Go', () => {
  it('is built once, however many ask at the same time', async () => {
    const asking = () => provideGoTool('jaeger', { env })
    const programs = await Promise.all([asking(), asking(), asking()])
    expect(new Set(programs).size).toBe(1)
    expect(await readFile(programs[0], 'utf8')).toBe('program\n')
    const calls = (await readFile(env['CALLS']!, 'utf8')).trim().split('\n')
    expect(calls).toEqual([
      expect.stringMatching(/^begins .*\/infra\/local\/go\/jaeger build -mod=readonly /),
      'ends',
    ])
    expect(await cached()).toEqual(['jaeger'])
  })

  it('is not built while another one is', async () => {
    await Promise.all((['jaeger', 'promtool'] as const).map((name) => provideGoTool(name, { env })))
    const moments = (await readFile(env['CALLS']!, 'utf8')).trim().split('\n')
    expect(moments.map((line) => line.split(' ')[0])).toEqual(['begins', 'ends', 'begins', 'ends'])
  })

  it('shares the folder of its module with the others of that, and no other', async () => {
    const folders = []
    for (const name of ['jaeger', 'prometheus', 'promtool'] as const)
      folders.push((await provideGoTool(name, { env })).replace(`/${name}`, ''))
    expect(folders[1]).toBe(folders[2])
    expect(folders[0]).not.toBe(folders[1])
  })

  it('that is a program of ours is built from that', async () => {
    const program = await provideGoTool('compose-reader', { env })
    expect(program).toMatch(/compose-reader$/)
    expect(await readFile(env['CALLS']!, 'utf8')).toMatch(/go\/compose build .* calltrail\.local\/compose$/m)
  })

  it('is the one of the PATH where there is one', async () => {
    const folder = (await fakeCommand('jaeger', '')).split(':')[0]!
    const PATH = `/nowhere:${folder}:${env['PATH']}`
    expect(await provideGoTool('jaeger', { env: { ...env, PATH } })).toBe(join(folder, 'jaeger'))
  })

  it('of the PATH that is no program is passed over', async () => {
    const folder = (await fakeCommand('jaeger', '')).split(':')[0]!
    await chmod(join(folder, 'jaeger'), 0o644)
    const PATH = `${folder}:${env['PATH']}`
    expect(await provideGoTool('jaeger', { env: { ...env, PATH } })).toContain(cache)
  })

  it('needs no Go when it is in the cache', async () => {
    const program = await provideGoTool('promtool', { env })
    expect(await provideGoTool('promtool', { env: { ...env, PATH: '/nowhere' } })).toBe(program)
  })

  it('says what to install when there is no Go', async () => {
    const providing = provideGoTool('jaeger', { env: { ...env, PATH: '/nowhere' } })
    await expect(providing).rejects.toThrow(
      `Jaeger is built from source once, for which Go ${await oldestGo(goTools.jaeger)} or newer is needed: install it`,
    )
  })

  it('that cannot be built repeats what Go says, and is tried again next time', async () => {
    const PATH = await fakeCommand('go', `echo 'go: downloading a v1' >&2; echo 'no such host' >&2; exit 1`)
    await expect(provideGoTool('jaeger', { env: { ...env, PATH } })).rejects.toThrow(
      'Jaeger could not be built from source. Go says:\n  no such host\n',
    )
    expect(await provideGoTool('jaeger', { env })).toMatch(/jaeger$/)
  })

  it('is no longer built when nobody wants it: nothing that the compiler has started goes on', async () => {
    const started = join(cache, 'started')
    const PATH = await fakeCommand('go', 'echo $$ > "$STARTED.new"; mv "$STARTED.new" "$STARTED"; sleep 61')
    const giveUp = new AbortController()
    const providing = provideGoTool('jaeger', {
      env: { ...env, PATH, STARTED: started },
      signal: giveUp.signal,
    })
    const group = -Number(await vi.waitFor(() => readFile(started, 'utf8'), { timeout: 5_000 }))
    giveUp.abort()
    await expect(providing).rejects.toThrow(/abort/)
    expect(() => process.kill(group, 0)).toThrow('ESRCH')
    expect(await cached()).toEqual([])
  })
})
