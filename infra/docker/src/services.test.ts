import { expect, it } from 'vitest'
import { readServices, serviceNamed } from './services.ts'

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
    `SERVICE is "${name}", of which there is no image. Build with --build-arg SERVICE=ingress; there are ${names.slice(0, -1).join(', ')}, and ${names.at(-1)}.`,
  )
})

it.each([undefined, ''])('a build that names none is told what to do (%j)', (name) => {
  expect(() => serviceNamed(name)).toThrow(
    'SERVICE is not set. Build with --build-arg SERVICE=ingress; there are ',
  )
})
