/**
 * Variables that no process of ours declares, because a library or Node itself reads them. The chart lets them be given all the same.
 */
export interface HeededVariable {
  readonly env: string
  readonly doc: string
  /** Given as text, as the path of a file, or as a text that is a secret and that nobody reads from a file. */
  readonly given: 'text' | 'path' | 'secret-variable'
}

/** Read by Node, in every process. */
export const heededByNode: readonly HeededVariable[] = [
  {
    env: 'NODE_EXTRA_CA_CERTS',
    given: 'path',
    doc: 'Authorities (PEM) that are trusted besides those that Node trusts, by everything that speaks HTTPS.',
  },
]

/** Read by OpenTelemetry, in every service. */
export const heededByOpenTelemetry: readonly HeededVariable[] = [
  {
    env: 'OTEL_EXPORTER_OTLP_HEADERS',
    given: 'secret-variable',
    doc: 'Headers of each request to the trace back-end, such as an API key: name=value, separated by commas.',
  },
  {
    env: 'OTEL_EXPORTER_OTLP_COMPRESSION',
    given: 'text',
    doc: 'Whether requests to the trace back-end are compressed: gzip or none.',
  },
  {
    env: 'OTEL_EXPORTER_OTLP_TIMEOUT',
    given: 'text',
    doc: 'Longest wait for the trace back-end, in milliseconds.',
  },
  {
    env: 'OTEL_RESOURCE_ATTRIBUTES',
    given: 'text',
    doc: 'What else is said of the process in traces: name=value, separated by commas. The chart adds the pod and its namespace.',
  },
]
