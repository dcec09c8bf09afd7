import { principals } from '@calltrail/schemas'
import type { AccessRight, Principal } from '@calltrail/schemas'

/** `docs/kafka-access.md` */
export function accessPage(): string {
  return `${[introduction, ...principals.map(section)].join('\n\n')}\n`
}

const introduction = `# Access to Kafka

Each client of Calltrail logs in to Kafka as a user of its own, with the least rights that it works with. This page lists them.

How a client logs in is in [configuration.md](configuration.md): \`KAFKA_SECURITY_PROTOCOL\`, then \`KAFKA_SASL_*\` or \`KAFKA_OAUTH_*\` for
a login, and \`KAFKA_TLS_*\` for certificates. Why it is as it is stands in [ADR 23](adr/0023-access-to-kafka.md).

A service looks at its rights when it starts, before it takes any work. Each one that is missing is a line of its log, with the topic,
group or transactional id and the right, and the service ends with exit code 1. When a right is taken away later, the service stops in
the same way, and what it had not finished is not committed. Two go on: the ingress, which takes calls and keeps them in its spool until
it has the right again, and the monitor, which logs "Kafka refuses the monitor" and looks again. See \`KAFKA_ACCESS_DENIED\`, \`KAFKA_LOGIN_REFUSED\` and \`KAFKA_CERTIFICATE_UNTRUSTED\` in
[errors.md](errors.md).

READ, WRITE and DELETE let a user DESCRIBE, too; ALTER_CONFIGS lets it DESCRIBE_CONFIGS. No client needs a right on the cluster.

Whoever looks after Kafka grants the rights with the commands below. Replace the users by those that you have: for a client certificate
it is the whole name in it, such as \`User:CN=calltrail-sink\`, unless the broker shortens it. \`admin.properties\` is how the tool itself
logs in. \`npm start\` with a Kafka of yours runs everything as one user: it needs the rights of all.

To try it out, \`npm run stack -- --secure\` runs a Kafka with all these users and their rights, each with a file of its variables. The tests
of access (\`test/integration/kafka-access*.test.ts\`) run every client on such a Kafka.

Kafka 4.1.0, which the tests run on, takes any token for OAUTHBEARER by default, whoever has signed it and whomever it is for. Set
\`sasl.oauthbearer.jwt.validator.class=org.apache.kafka.common.security.oauthbearer.BrokerJwtValidator\` on the broker, and
\`sasl.oauthbearer.expected.audience\` and \`sasl.oauthbearer.expected.issuer\` as well.

This page is written by \`npm run generate\` from the code.`

function section({ name, is, rights }: Principal): string {
  const rows = grouped(rights).map(
    ({ resource, names, pattern, operations, why }) =>
      `| ${resourceTitles[resource]} | ${names.map((one) => written(one, pattern)).join(' ')} | ${operations.join(', ')} | ${why} |`,
  )
  return [
    `## ${name}`,
    '',
    is,
    '',
    '| resource | name | rights | why |',
    '| --- | --- | --- | --- |',
    ...rows,
    '',
    '```sh',
    commandsOf(name, rights).join('\n\n'),
    '```',
  ].join('\n')
}

const resourceTitles = { topic: 'topic', group: 'group', 'transactional-id': 'transactional id' } as const

function written(name: string, pattern: AccessRight['pattern']): string {
  return pattern === 'prefixed' ? `\`${name}\`…` : `\`${name}\``
}

interface SameRights extends Omit<AccessRight, 'name'> {
  readonly names: readonly string[]
}

function grouped(rights: readonly AccessRight[]): SameRights[] {
  return [...Map.groupBy(rights, ({ name: _, ...right }) => JSON.stringify(right)).values()].map((same) => ({
    ...same[0]!,
    names: same.map(({ name }) => name),
  }))
}

/** `kafka-acls` takes several resources and operations at once, and gives each resource each of the operations. */
function commandsOf(principal: string, rights: readonly AccessRight[]): string[] {
  const user = principal.startsWith('consumer') ? 'TEAM' : `calltrail-${principal}`
  const together = Map.groupBy(rights, ({ pattern, operations }) => JSON.stringify({ pattern, operations }))
  return [...together.values()].map((same) => {
    const { pattern, operations } = same[0]!
    return [
      'kafka-acls.sh --bootstrap-server "$KAFKA_BROKERS" --command-config admin.properties --add',
      `--allow-principal User:${user}`,
      operations.map((operation) => `--operation ${asToolSays(operation)}`).join(' '),
      ...(pattern === 'prefixed' ? ['--resource-pattern-type prefixed'] : []),
      ...same.map(({ resource, name }) => `--${resource} ${name === '*' ? "'*'" : name}`),
    ].join(' \\\n  ')
  })
}

/** `DescribeConfigs` for DESCRIBE_CONFIGS. */
function asToolSays(operation: string): string {
  return operation.toLowerCase().replaceAll(/(?:^|_)([a-z])/g, (_, first: string) => first.toUpperCase())
}
