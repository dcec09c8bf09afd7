import { imageStart } from '@calltrail/image/dockerfile'
import { expect, it } from 'vitest'
import { images } from '../images.ts'
import { healthPort } from '../processes.ts'

const { environment } = imageStart()
/** Node's own, and the C library's. */
const { NODE_ENV: _, MALLOC_ARENA_MAX: __, ...ours } = environment

it('the health port of the image is that of every deployment', () => {
  expect(ours['HEALTH_PORT']).toBe(String(healthPort))
})

it('what the image sets is read by a process, which takes the value', () => {
  const keys = images.flatMap(({ config }) => Object.values(config))
  const problems = Object.entries(ours).flatMap(([name, value]) => {
    const readers = keys.filter(({ env }) => env === name)
    if (readers.length === 0) return [`${name}: nobody reads it`]
    return readers.flatMap(({ parse }) =>
      parse.safeParse(value).success ? [] : [`${name}: ${value} is refused`],
    )
  })
  expect(problems).toEqual([])
})
