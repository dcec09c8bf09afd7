import { describe, expect, it } from 'vitest'
import { noEngine, reachedBy } from './engine.ts'

describe('the machine of a Docker engine', () => {
  it.each(['localhost', '127.0.0.1'])('that is this one (%s) publishes ports for nobody else', (host) => {
    expect(reachedBy(host)).toEqual({ host: '127.0.0.1', publishedAt: '127.0.0.1' })
  })

  it('that is another one is reached by its name, so it publishes for others', () => {
    expect(reachedBy('docker')).toEqual({ host: 'docker', publishedAt: '' })
  })
})

describe('where no Docker engine answers', () => {
  it('the message says where it was looked for, and the way out', () => {
    expect(noEngine('unix:///nowhere').message).toBe(
      'CALLTRAIL_STACK is docker, but no Docker engine answers (none at unix:///nowhere): start Docker, correct ' +
        'DOCKER_HOST, or unset CALLTRAIL_STACK to run Kafka and the registry on the JVM.',
    )
  })

  it('the message says that there is no sign of one', () => {
    expect(noEngine(undefined).message).toContain('(DOCKER_HOST is not set, and there is no socket of one)')
  })
})
