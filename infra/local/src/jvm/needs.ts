/** What runs on the JVM here, each downloaded by the profile of the same name in pom.xml. */
export type Distribution = 'kafka' | 'registry' | 'zipkin'

/** How messages call it, and how one can do without it. */
export interface Need {
  readonly title: string
  readonly wayOut: string
}

const givenStack =
  'or set KAFKA_BROKERS and SCHEMA_REGISTRY_URL to use a Kafka and a schema registry that run already.'

export const needs: Record<Distribution, Need> = {
  kafka: { title: 'Kafka', wayOut: givenStack },
  registry: { title: 'the schema registry', wayOut: givenStack },
  zipkin: {
    title: 'Zipkin',
    wayOut:
      'or set OTEL_EXPORTER_OTLP_ENDPOINT to use a trace back-end that runs already, or OTEL_TRACES_EXPORTER=none to ' +
      'go without.',
  },
}
