import { expect, it } from 'vitest'
import { images } from './images.ts'

it('each part has an image with a version of its own in docker-compose.yml', async () => {
  const found = await images()
  expect(found.kafka).toMatch(/^apache\/kafka:\d+\.\d+\.\d+$/)
  expect(found.registry).toMatch(/^apicurio\/apicurio-registry:\d+\.\d+\.\d+$/)
  expect(found.jaeger).toMatch(/^jaegertracing\/jaeger:\d+\.\d+\.\d+$/)
})
