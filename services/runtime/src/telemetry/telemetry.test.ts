import { createServer } from 'node:http'
import type { AddressInfo, Server } from 'node:net'
import { createServer as createTcpServer } from 'node:net'
import { ROOT_CONTEXT } from '@opentelemetry/api'
import { pino } from 'pino'
import { afterEach, describe, expect, it } from 'vitest'
import { loadConfig } from '../config.ts'
import { openTelemetry } from './telemetry.ts'
import { tracer } from './tracing/tracer.ts'
import { tracingConfig } from './tracing/tracing-config.ts'

const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) server.close()
})

async function listening(server: Server): Promise<string> {
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

async function open(env: Record<string, string>) {
  const lines: string[] = []
  const log = pino({}, { write: (line) => void lines.push(line) })
  const config = loadConfig(tracingConfig, env)
  return { telemetry: await openTelemetry('sink', config, log), lines }
}

/** How long the end takes, in milliseconds. */
async function endOf(telemetry: AsyncDisposable): Promise<number> {
  const startedAt = performance.now()
  await telemetry[Symbol.asyncDispose]()
  return performance.now() - startedAt
}

// OpenTelemetry's tracers stay with the provider that they find first, so one test has all of the back-ends.
describe('the end of a process', () => {
  it('sends what is left, and is held up by no back-end that refuses or hangs', async () => {
    const received: string[] = []
    const answering = await listening(
      createServer((request, answer) => {
        received.push(`${request.method} ${request.url}`)
        answer.end()
      }),
    )
    const hanging = await listening(createTcpServer(() => {}))
    const closed = 'http://127.0.0.1:9'

    const { telemetry, lines } = await open({
      OTEL_TRACES_EXPORTER: 'otlp,zipkin',
      OTEL_EXPORTER_OTLP_ENDPOINT: answering,
      OTEL_EXPORTER_ZIPKIN_ENDPOINT: hanging,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
    })
    tracer.startSpan('process', {}, ROOT_CONTEXT).end()
    expect(await endOf(telemetry)).toBeLessThan(5_000)
    expect(received).toEqual(['POST /v1/traces'])
    expect(lines.join()).toContain('OTLP is spoken by HTTP only')

    for (const url of [closed, hanging]) {
      const { telemetry } = await open({ OTEL_EXPORTER_OTLP_ENDPOINT: url })
      expect(await endOf(telemetry)).toBeLessThan(5_000)
    }
  })
})

describe('the resource', () => {
  it.each([
    [{}, 'calltrail-sink'],
    [{ OTEL_SERVICE_NAME: 'logger' }, 'logger'],
  ])('is called after the service, unless %o', async (env, name) => {
    const { telemetry } = await open(env)
    expect(await telemetry.metrics.text()).toContain(`service_name="${name}"`)
    await telemetry[Symbol.asyncDispose]()
  })
})

describe('OpenTelemetry’s variables', () => {
  const read = (env: Record<string, string>) => loadConfig(tracingConfig, env)

  it('are read as they are written elsewhere', () => {
    expect(read({ OTEL_SDK_DISABLED: 'TRUE' }).tracingDisabled).toBe(true)
    expect(read({ OTEL_TRACES_EXPORTER: 'otlp, console' }).traceExporters).toEqual(['otlp', 'console'])
    expect(read({ OTEL_TRACES_SAMPLER_ARG: '0.25' }).samplerRatio).toBe(0.25)
  })

  it.each(['abc', ' ', '1.5', '-0.1'])('a share of “%s” is refused by name', (value) => {
    expect(() => read({ OTEL_TRACES_SAMPLER_ARG: value })).toThrow(
      /OTEL_TRACES_SAMPLER_ARG must be a number from 0 to 1/,
    )
  })
})
