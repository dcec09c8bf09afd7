import { describe, expect, it } from 'vitest'
import { givenTraces } from './given-traces.ts'

describe('the trace back-end that is given', () => {
  it('is none when nothing is said about it, or only emptily', () => {
    expect(givenTraces({})).toBeUndefined()
    expect(givenTraces({ OTEL_TRACES_EXPORTER: ' ', OTEL_SDK_DISABLED: 'false' })).toBeUndefined()
    expect(givenTraces({ OTEL_TRACES_SAMPLER: 'always_on' })).toBeUndefined()
  })

  it.each([
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'http://collector:4318'],
    ['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', 'http://collector:4318/v1/traces'],
    ['OTEL_EXPORTER_ZIPKIN_ENDPOINT', 'http://zipkin:9411/api/v2/spans'],
    ['OTEL_TRACES_EXPORTER', 'none'],
    ['OTEL_SDK_DISABLED', 'TRUE'],
  ])('is named by %s, and services go on reading that', (name, value) => {
    expect(givenTraces({ [name]: value })).toEqual({ environment: {} })
  })

  it('is looked at where TRACE_LINK says', () => {
    const TRACE_LINK = 'http://jaeger:16686/trace/{traceId}'
    const given = givenTraces({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318', TRACE_LINK })
    expect(given?.linkTemplate).toBe(TRACE_LINK)
  })
})
