import { spawnSync } from 'node:child_process'
import { setImmediate as turn } from 'node:timers/promises'
import { expect, it, vi } from 'vitest'
import { linesOfATurn } from './lines-of-a-turn.ts'

it('the lines of one turn are written together, those of the next one by themselves', async () => {
  const write = vi.fn<(text: string) => void>()
  const lines = linesOfATurn({ write })
  lines.write('a\n')
  lines.write('b\n')
  expect(write).not.toHaveBeenCalled()
  await turn()
  lines.write('c\n')
  await turn()
  expect(write.mock.calls).toEqual([['a\nb\n'], ['c\n']])
})

it('a turn that logs without end does not keep it all', () => {
  const write = vi.fn<(text: string) => void>()
  const lines = linesOfATurn({ write })
  for (let line = 0; line < 1_000; line++) lines.write('x'.repeat(100))
  expect(write).toHaveBeenCalledOnce()
})

it.each(['process.exit(3)', 'throw new Error("of a test")'])('what is logged before %s is written', (end) => {
  const logger = JSON.stringify(new URL('logger.ts', import.meta.url).href)
  const program = `import { createLogger } from ${logger}
    createLogger('test', { logLevel: 'info', logFormat: 'json' }).info('last words')
    ${end}`
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' })
  expect(JSON.parse(stdout)).toMatchObject({ msg: 'last words' })
})
