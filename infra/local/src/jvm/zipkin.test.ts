import { expect, it } from 'vitest'
import { zipkinArguments, zipkinBackEnd, zipkinEnvironment } from './zipkin.ts'

it('Zipkin listens on this machine only', () => {
  const args = zipkinArguments('/zipkin.jar', 1111, '/tmp')
  expect(args).toContain('-Darmeria.ports[0].ip=127.0.0.1')
  expect(args).toContain('-Darmeria.ports[0].port=1111')
})

it('Zipkin does not see what the environment says to others', () => {
  expect(
    zipkinEnvironment({ PATH: '/bin', KAFKA_BOOTSTRAP_SERVERS: 'kafka:9092', QUERY_PORT: '80' }),
  ).toEqual({
    PATH: '/bin',
  })
})

it('the address of a trace is on the page where people look', () => {
  const { uiUrl, linkTemplate, environment } = zipkinBackEnd(1111)
  expect(linkTemplate).toBe(`${uiUrl}traces/{traceId}`)
  expect(environment['TRACE_LINK']).toBe(linkTemplate)
})
