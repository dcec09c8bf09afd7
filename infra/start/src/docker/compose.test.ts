import { describe, expect, it } from 'vitest'
import { dockerThat } from '../testing/docker-that.ts'
import { openCompose } from './compose.ts'

const byHand = 'Run `docker compose --profile all down`, which removes what is left of them.'

describe('what Docker does not do is said in a sentence, with what to do:', () => {
  it('containers that cannot be removed', async () => {
    const compose = openCompose(dockerThat('echo "permission denied" >&2; exit 1'))
    await expect(compose.down({ volumes: false })).rejects.toThrow(
      `The containers could not be removed. ${byHand}\n  permission denied`,
    )
  })

  it('an engine that tells nothing any more', async () => {
    const compose = openCompose(dockerThat('exit 1'))
    const error = await compose.death(new AbortController().signal)
    expect(error.message).toBe(
      `Docker does not tell any more what becomes of the containers: its engine may have ended. ${byHand}`,
    )
  })

  it('a model that is not one', async () => {
    const compose = openCompose(dockerThat(`echo '{"name":"calltrail","services":{"kafka":{}}}'`))
    await expect(compose.model()).rejects.toThrow(
      /^What docker-compose\.yml comes to is not understood:\n[\s\S]*services\.kafka\.image/,
    )
  })
})

it('a container that ends by itself is named, with the end of its log', async () => {
  const compose = openCompose(
    dockerThat(`case "$*" in
      *events*) echo '{"action":"start","service":"sink"}'; echo '{"action":"die","service":"sink"}'; exec sleep 61;;
      *logs*) echo 'no memory left';;
    esac`),
  )
  const error = await compose.death(new AbortController().signal)
  expect(error.message).toBe('The sink ended by itself. The last lines of its log:\n  no memory left')
})
