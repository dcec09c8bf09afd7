import { expect, it } from 'vitest'
import { fakeCommand } from '../testing/fake-command.ts'
import { goModules, provideGoModules } from './provide-go-modules.ts'

it('modules are where Go says that it has put them', async () => {
  const answers = Object.values(goModules)
    .map((path) => JSON.stringify({ Path: path, Dir: `/modules/${path}` }, null, 2))
    .join('\n')
  const PATH = await fakeCommand('go', `cat <<'END'\n${answers}\nEND`)
  const folders = await provideGoModules({ PATH })
  expect(folders.keda).toBe('/modules/github.com/kedacore/keda/v2')
  expect(Object.keys(folders)).toEqual(Object.keys(goModules))
})

it('that Go cannot have are reported in its own words', async () => {
  const PATH = await fakeCommand('go', `echo 'no such host' >&2; exit 1`)
  await expect(provideGoModules({ PATH })).rejects.toThrow('could not be downloaded. Go says:\nno such host')
})

it('say what to install where there is no Go', async () => {
  await expect(provideGoModules({ PATH: '/nowhere' })).rejects.toThrow('install Go')
})
