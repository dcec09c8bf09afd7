/**
 * The trace back-end of a stack, as a test asks it: Zipkin or Jaeger, whichever the stack has.
 */
import type { TraceBackEnd } from '@calltrail/local'

export interface SentSpan {
  readonly traceId: string
  readonly name: string
  readonly service: string
  readonly tags: Readonly<Record<string, string>>
}

/** Sends it as a service with this environment would, by the protocol that it names. */
export async function sendSpan(environment: TraceBackEnd['environment'], span: SentSpan): Promise<void> {
  const zipkin = environment['OTEL_EXPORTER_ZIPKIN_ENDPOINT']
  const url = zipkin ?? `${environment['OTEL_EXPORTER_OTLP_ENDPOINT']}/v1/traces`
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(zipkin === undefined ? otlp(span) : [zipkinSpan(span)]),
  })
  if (!answer.ok) throw new Error(`The trace back-end answered ${answer.status}: ${await answer.text()}`)
}

function zipkinSpan({ traceId, name, service, tags }: SentSpan): object {
  const localEndpoint = { serviceName: service }
  return {
    traceId,
    id: traceId.slice(16),
    name,
    timestamp: Date.now() * 1_000,
    duration: 1_000,
    localEndpoint,
    tags,
  }
}

function otlp({ traceId, name, service, tags }: SentSpan): object {
  const attributes = (values: Readonly<Record<string, string>>) =>
    Object.entries(values).map(([key, stringValue]) => ({ key, value: { stringValue } }))
  const startMs = Date.now()
  const span = {
    traceId,
    spanId: traceId.slice(16),
    name,
    kind: 4,
    startTimeUnixNano: `${startMs}000000`,
    endTimeUnixNano: `${startMs + 1}000000`,
    attributes: attributes(tags),
  }
  const resource = { attributes: attributes({ 'service.name': service }) }
  return { resourceSpans: [{ resource, scopeSpans: [{ spans: [span] }] }] }
}

interface ZipkinSpan {
  readonly traceId: string
  readonly localEndpoint: { readonly serviceName: string }
}

interface JaegerTrace {
  readonly traceID: string
  readonly processes: Readonly<Record<string, { readonly serviceName: string }>>
}

/** What the address of a trace looks like. */
export const traceLinks = /http:\S+\/(?:zipkin\/traces|trace)\/([0-9a-f]{32})/

/** Which services have sent spans of a trace that is linked. */
export async function servicesIn(link: string): Promise<string[]> {
  const traceId = traceLinks.exec(link)?.[1] ?? ''
  if (isZipkin(link)) {
    const spans = await json<ZipkinSpan[]>(new URL(`/api/v2/trace/${traceId}`, link))
    return distinct(spans.map(({ localEndpoint }) => localEndpoint.serviceName))
  }
  const { data } = await json<{ data: JaegerTrace[] }>(new URL(`/api/traces/${traceId}`, link))
  return distinct(
    data.flatMap(({ processes }) => Object.values(processes).map(({ serviceName }) => serviceName)),
  )
}

/** The ids of a service's traces in which a span has the tag. */
export async function tracesWith(
  uiUrl: string,
  service: string,
  tag: string,
  value: string,
): Promise<string[]> {
  if (isZipkin(uiUrl)) {
    const query = new URLSearchParams({ serviceName: service, annotationQuery: `${tag}=${value}` })
    const found = await json<ZipkinSpan[][]>(new URL(`/api/v2/traces?${query.toString()}`, uiUrl))
    return found.map(([span]) => span!.traceId)
  }
  const query = new URLSearchParams({ service, tags: JSON.stringify({ [tag]: value }) })
  const { data } = await json<{ data: JaegerTrace[] }>(new URL(`/api/traces?${query.toString()}`, uiUrl))
  return data.map(({ traceID }) => traceID)
}

function isZipkin(url: string): boolean {
  return url.includes('/zipkin/')
}

function distinct(names: readonly string[]): string[] {
  return [...new Set(names)].toSorted()
}

async function json<Body>(url: URL): Promise<Body> {
  return (await (await fetch(url)).json()) as Body
}
