import { describe, expect, it } from 'vitest'
import { dockerThat } from '../testing/docker-that.ts'
import { docker, requireDocker } from './docker-command.ts'

const wayOut = 'or leave --docker out: `npm start` alone needs no Docker.'

describe('what is missing is said in a sentence, with the way out:', () => {
  it('Docker itself', async () => {
    await expect(requireDocker({ PATH: '/nowhere' })).rejects.toThrow(
      `Docker is not installed here. Install it with Docker Compose (https://docs.docker.com/engine/install), ${wayOut}`,
    )
  })

  it('Docker Compose', async () => {
    const env = dockerThat(`echo "docker: unknown command: docker compose" >&2; exit 1`)
    await expect(requireDocker(env)).rejects.toThrow(
      `Docker Compose 2.24 or newer is needed, and there is none. Install it (https://docs.docker.com/compose/install), ${wayOut}`,
    )
  })

  it.each(['1.29.2', 'v2.23.3'])('a newer Docker Compose than %s', async (version) => {
    await expect(requireDocker(dockerThat(`echo ${version}`))).rejects.toThrow(
      `2.24 or newer is needed, and this is ${version.replace('v', '')}.`,
    )
  })

  it('an engine that answers', async () => {
    const env = dockerThat(`[ $1 = compose ] && { echo 2.35.1; exit; }
      echo 'Cannot connect to the Docker daemon at unix:///nowhere.sock.' >&2; exit 1`)
    await expect(requireDocker(env)).rejects.toThrow(
      `No Docker engine answers. Docker says: Cannot connect to the Docker daemon at unix:///nowhere.sock. Start it, ${wayOut}`,
    )
  })
})

it.each(['2.24.0', 'v2.35.1', '5.0.0-desktop.1'])(
  'Docker Compose %s with an engine is enough',
  async (version) => {
    await expect(requireDocker(dockerThat(`echo ${version}`))).resolves.toBeUndefined()
  },
)

it('the command is ended when the end is asked for, and says how far it is until then', async () => {
  const asking = new AbortController()
  const running = docker([], {
    env: dockerThat('echo "Container calltrail-kafka-1 Healthy"; exec sleep 61'),
    signal: asking.signal,
    detail: (text) => {
      expect(text).toBe('Container calltrail-kafka-1 Healthy')
      asking.abort(new Error('interrupted'))
    },
  })
  await expect(running).rejects.toThrow('interrupted')
})
