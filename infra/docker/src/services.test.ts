import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { readServices, serviceNamed } from './services.ts'

const main = fileURLToPath(new URL('main.ts', import.meta.url))

it('a service is found by its name', () => {
  expect(serviceNamed('monitor')).toEqual({
    workspace: '@calltrail/console',
    main: 'services/console/src/monitor/main.ts',
    runs: 'always',
  })
})

it.each(['ingres', 'toString'])('a name that is none (%s) is told with those that are', (name) => {
  const names = Object.keys(readServices())
  expect(names).toContain('simulators')
  expect(() => serviceNamed(name)).toThrow(
    `There is no image of "${name}": there are ${names.slice(0, -1).join(', ')}, and ${names.at(-1)}.`,
  )
})

it.each([undefined, ''])('that none is named is told, too (%j)', (name) => {
  expect(() => serviceNamed(name)).toThrow('No service is named: there are ')
})

it('a build with a wrong name ends with what to do', () => {
  const { status, stderr } = spawnSync(process.execPath, [main, 'dependencies', 'ingres', '/nowhere'], {
    encoding: 'utf8',
  })
  expect(stderr).toMatch(
    /^There is no image of "ingres": .* Build with --build-arg SERVICE=<one of them>\.\n$/,
  )
  expect(status).toBe(1)
})
