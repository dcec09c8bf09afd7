import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { imageStart } from './dockerfile.ts'

const root = new URL('../../../', import.meta.url)
const dockerfile = readFileSync(new URL('infra/docker/Dockerfile', root), 'utf8')

it('the image has the Node that the lock file has', () => {
  const { packages } = JSON.parse(readFileSync(new URL('package-lock.json', root), 'utf8')) as {
    packages: Record<string, { version: string }>
  }
  expect(/^ARG NODE_VERSION=(.+)$/m.exec(dockerfile)?.[1]).toBe(packages['node_modules/node']!.version)
})

it('the image is labelled with the version of the package', () => {
  const { version } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8')) as { version: string }
  expect(/^ARG VERSION=(.+)$/m.exec(dockerfile)?.[1]).toBe(version)
})

it('no process is root in its image, and none is started by a shell, which is not there', () => {
  expect(imageStart()).toMatchObject({ uid: 65_532, gid: 65_532, command: ['node', '/app/main.ts'] })
})

it('what an earlier stage says is not said of the image', () => {
  const stages = `FROM a AS build
USER 1:1
ENV A=1
FROM b
USER 2:3
WORKDIR /b
ENTRYPOINT ["b"]
HEALTHCHECK --interval=1s CMD ["c", "d"]
`
  expect(imageStart(stages)).toEqual({
    uid: 2,
    gid: 3,
    directory: '/b',
    environment: {},
    command: ['b'],
    healthCheck: ['c', 'd'],
  })
})

it('a form that would need a shell, or a user by name, is refused', () => {
  expect(() => imageStart('FROM a\nUSER nobody\n')).toThrow('must be numbers')
  expect(() => imageStart('FROM a\nUSER 1:1\nENTRYPOINT node main.ts\n')).toThrow('write it in exec form')
  expect(() => imageStart('FROM a\nUSER 1:1\n')).toThrow('has no ENTRYPOINT')
})
