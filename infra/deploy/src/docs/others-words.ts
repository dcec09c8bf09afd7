/**
 * Words in capitals that are others' to spell: what they mean is known to whoever they belong to.
 */

/** Variables by their beginnings, which are their owner's alone. */
export const othersPrefixes: Readonly<Record<string, string>> = {
  APICURIO_: 'Apicurio Registry',
  AWS_: 'AWS',
  BUILDKIT_: 'Docker',
  COMPOSE_: 'Docker',
  DOCKER_: 'Docker',
  GF_: 'Grafana',
  GITHUB_: 'GitHub',
  MALLOC_: 'the C library',
  NODE_: 'Node',
  SOURCE_DATE_: 'reproducible builds',
  TESTCONTAINERS_: 'Testcontainers',
  XDG_: 'the desktop',
  /** In an example: the reader’s own. */
  YOUR_: 'the reader',
}

/** Single words, by whose they are. */
export const othersWords: Readonly<Record<string, readonly string[]>> = {
  AWS: ['CAPABILITY_IAM', 'ERROR_CODE', 'ERROR_MESSAGE'],
  Genesys: ['GDPR_DELETE'],
  Java: ['UTF_8'],
  Kafka: ['ALTER_CONFIGS', 'DESCRIBE_CONFIGS'],
  OpenTelemetry: ['OTEL_EXPORTER_OTLP_HEADERS', 'OTEL_RESOURCE_ATTRIBUTES'],
  Salesforce: ['API_DISABLED_FOR_ORG', 'LOGIN_DURING_RESTRICTED_DOMAIN'],
}
