/**
 * Spans as a test wants to read them, from the JSON of Jaeger's query API.
 */
export type AttributeValue = string | number | boolean

export interface JaegerSpan {
  readonly traceId: string
  readonly spanId: string
  /** Absent on a root. */
  readonly parentId?: string
  readonly name: string
  readonly service: string
  /** As in OpenTelemetry, in small letters: `server`, `producer`, `consumer`, `client`, `internal`. */
  readonly kind: string
  readonly startMicros: number
  readonly durationMicros: number
  readonly attributes: Readonly<Record<string, AttributeValue>>
  /** What it points at beyond its parent. */
  readonly links: readonly { readonly traceId: string; readonly spanId: string }[]
  readonly events: readonly JaegerEvent[]
  /** What Jaeger finds wrong with it, such as a parent that it does not have. */
  readonly warnings: readonly string[]
}

export interface JaegerEvent {
  readonly name: string
  readonly atMicros: number
  readonly attributes: Readonly<Record<string, AttributeValue>>
}

export interface JaegerTrace {
  readonly traceId: string
  /** In the order in which they started. */
  readonly spans: readonly JaegerSpan[]
}

interface Tag {
  readonly key: string
  readonly value: AttributeValue
}

interface RawSpan {
  readonly traceID: string
  readonly spanID: string
  readonly operationName: string
  readonly references?: readonly {
    readonly refType: 'CHILD_OF' | 'FOLLOWS_FROM'
    readonly traceID: string
    readonly spanID: string
  }[]
  readonly startTime: number
  readonly duration: number
  readonly tags: readonly Tag[]
  readonly logs?: readonly { readonly timestamp: number; readonly fields: readonly Tag[] }[]
  readonly processID: string
  readonly warnings?: readonly string[] | null
}

/** A trace in Jaeger's answers. */
export interface RawTrace {
  readonly traceID: string
  readonly spans: readonly RawSpan[]
  readonly processes: Readonly<Record<string, { readonly serviceName: string }>>
}

export function readTrace({ traceID, spans, processes }: RawTrace): JaegerTrace {
  return {
    traceId: traceID,
    spans: spans
      .map((span) => readSpan(span, processes[span.processID]?.serviceName ?? ''))
      .toSorted((one, other) => one.startMicros - other.startMicros),
  }
}

function readSpan(span: RawSpan, service: string): JaegerSpan {
  const { 'span.kind': kind = 'internal', ...attributes } = attributesOf(span.tags)
  const references = span.references ?? []
  const parent = references.find((reference) => isParent(reference, span))
  return {
    traceId: span.traceID,
    spanId: span.spanID,
    ...(parent ? { parentId: parent.spanID } : {}),
    name: span.operationName,
    service,
    kind: String(kind),
    startMicros: span.startTime,
    durationMicros: span.duration,
    attributes,
    links: references
      .filter((reference) => reference !== parent)
      .map(({ traceID, spanID }) => ({ traceId: traceID, spanId: spanID })),
    events: (span.logs ?? []).map(readEvent),
    warnings: span.warnings ?? [],
  }
}

/** A link is of the other type. One to its own parent makes a span lose that: Jaeger keeps the link alone. */
function isParent(
  { refType, traceID }: NonNullable<RawSpan['references']>[number],
  { traceID: own }: RawSpan,
): boolean {
  return refType === 'CHILD_OF' && traceID === own
}

function readEvent({ timestamp, fields }: NonNullable<RawSpan['logs']>[number]): JaegerEvent {
  const { event = '', ...attributes } = attributesOf(fields)
  return { name: String(event), atMicros: timestamp, attributes }
}

function attributesOf(tags: readonly Tag[]): Record<string, AttributeValue> {
  return Object.fromEntries(tags.map(({ key, value }) => [key, value]))
}
