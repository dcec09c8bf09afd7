/**
 * The genuine Jaeger, with the query API that SREs' tools use. Its traces are gone with it.
 */
import { freePort, httpProbe } from '@calltrail/local'
import { startGoServer } from './go-server.ts'
import { readTrace } from './jaeger-spans.ts'
import type { JaegerTrace, RawTrace } from './jaeger-spans.ts'

export interface Jaeger {
  readonly pid: number
  /** The base address for OTLP over HTTP, without `/v1/traces`. */
  readonly otlpUrl: string
  readonly queryUrl: string
  /** What a service needs to send its spans there. */
  readonly environment: Readonly<Record<string, string>>
  /** The traces in which a span of the service has all the tags, at most `limit` (default 100), the newest first. */
  traces(search: TraceSearch): Promise<JaegerTrace[]>
  /** The trace with this id; undefined when there is none. */
  trace(traceId: string): Promise<JaegerTrace | undefined>
  /** The names of the services that have sent spans. */
  services(): Promise<string[]>
}

export interface TraceSearch {
  readonly service: string
  readonly tags?: Readonly<Record<string, string>>
  readonly limit?: number
}

/** Starts one on free ports of 127.0.0.1, in memory only; the first on a machine waits until it is built. */
export async function startJaeger(): Promise<Jaeger & AsyncDisposable> {
  const ports = { otlp: await freePort(), query: await freePort(), grpc: await freePort() }
  const queryUrl = `http://127.0.0.1:${ports.query}`
  const otlpUrl = `http://127.0.0.1:${ports.otlp}`
  const server = await startGoServer('jaeger', {
    title: 'Jaeger',
    config: configOf(ports),
    arguments: ({ configFile }) => ['--config', configFile],
    ready: httpProbe(`${queryUrl}/api/services`),
  })
  return {
    pid: server.pid,
    otlpUrl,
    queryUrl,
    environment: {
      OTEL_EXPORTER_OTLP_ENDPOINT: otlpUrl,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
      TRACE_LINK: `${queryUrl}/trace/{traceId}`,
    },
    async traces({ service, tags = {}, limit = 100 }) {
      const query = new URLSearchParams({ service, tags: JSON.stringify(tags), limit: String(limit) })
      return ((await answered<RawTrace[]>(`${queryUrl}/api/traces?${query.toString()}`)) ?? []).map(readTrace)
    },
    async trace(traceId) {
      const traces = await answered<RawTrace[]>(`${queryUrl}/api/traces/${traceId}`)
      return traces?.[0] && readTrace(traces[0])
    },
    services: async () => (await answered<string[]>(`${queryUrl}/api/services`)) ?? [],
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  }
}

function configOf({ otlp, query, grpc }: { otlp: number; query: number; grpc: number }): object {
  const at = (port: number) => ({ endpoint: `127.0.0.1:${port}` })
  return {
    service: {
      extensions: ['jaeger_storage', 'jaeger_query'],
      // No batches: what was taken can be found at once.
      pipelines: { traces: { receivers: ['otlp'], exporters: ['jaeger_storage_exporter'] } },
      // Its own metrics would want a port of their own.
      telemetry: { metrics: { level: 'none' }, logs: { level: 'warn' } },
    },
    extensions: {
      jaeger_storage: { backends: { memory: { memory: { max_traces: 100_000 } } } },
      jaeger_query: { storage: { traces: 'memory' }, http: at(query), grpc: at(grpc) },
    },
    receivers: { otlp: { protocols: { http: at(otlp) } } },
    exporters: { jaeger_storage_exporter: { trace_storage: 'memory' } },
  }
}

/** @returns the data of an answer, undefined where it is 404 */
async function answered<Data>(url: string): Promise<Data | undefined> {
  const response = await fetch(url)
  if (response.status === 404) return undefined
  if (!response.ok) throw new Error(`Jaeger answered ${response.status}: ${await response.text()}`)
  return ((await response.json()) as { data: Data }).data
}
