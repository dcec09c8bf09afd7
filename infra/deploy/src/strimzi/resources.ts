/**
 * The topics and users of Calltrail as resources of Strimzi, for who keeps Kafka in Kubernetes: examples, to be applied as they are or
 * taken into a repository of one's own.
 */
import { topicSettings } from '@calltrail/provision'
import { allTopics, principals } from '@calltrail/schemas'
import type { AccessRight, Principal, TopicSpec } from '@calltrail/schemas'
import { stringify } from 'yaml'
import { generatedFile } from '../generated-file.ts'
import type { GeneratedFile } from '../generated-file.ts'

/** Of Strimzi 0.49 and later. */
const apiVersion = 'kafka.strimzi.io/v1'
/** One's own has another name, most likely. */
const labels = { 'strimzi.io/cluster': 'calls' }
const replicas = 3

export function strimziFiles(): GeneratedFile[] {
  return [
    generatedFile('infra/strimzi/topics.yaml', file(topicsComment, allTopics().map(topicResource))),
    generatedFile(
      'infra/strimzi/users.yaml',
      file(usersComment, principals.filter(isOurs).map(userResource)),
    ),
  ]
}

const topicsComment = `# The topics of Calltrail, as provision creates them on three brokers or more.
# Written by \`npm run generate\` from schemas/src/topics.ts. The label names your Kafka: replace \`${labels['strimzi.io/cluster']}\`.`

const usersComment = `# The users of Calltrail in Kafka, each with the least rights that it works with: docs/kafka-access.md tells what for.
# The operator makes a Secret for each, of the same name, with its \`password\`. Kafka needs a listener with scram-sha-512, and simple authorization.
# Written by \`npm run generate\` from schemas/src/access.ts. The label names your Kafka: replace \`${labels['strimzi.io/cluster']}\`.`

function file(comment: string, resources: readonly object[]): string {
  const documents = resources.map((resource) =>
    stringify(resource, { lineWidth: 0, aliasDuplicateObjects: false }),
  )
  return `${comment}\n---\n${documents.join('---\n')}`
}

function topicResource(spec: TopicSpec): object {
  return {
    apiVersion,
    kind: 'KafkaTopic',
    metadata: { name: spec.name, labels },
    spec: { partitions: spec.partitions, replicas, config: topicSettings(spec, replicas) },
  }
}

/** Other teams have users of their own. */
function isOurs({ name }: Principal): boolean {
  return !name.startsWith('consumer')
}

function userResource({ name, rights }: Principal): object {
  return {
    apiVersion,
    kind: 'KafkaUser',
    metadata: { name: `calltrail-${name}`, labels },
    spec: {
      authentication: { type: 'scram-sha-512' },
      authorization: { type: 'simple', acls: rights.map(acl) },
    },
  }
}

function acl({ resource, name, pattern, operations }: AccessRight): object {
  return {
    resource: {
      type: resource === 'transactional-id' ? 'transactionalId' : resource,
      name,
      patternType: pattern === 'prefixed' ? 'prefix' : 'literal',
    },
    operations: operations.map(asStrimziSays),
  }
}

/** `DescribeConfigs` for DESCRIBE_CONFIGS. */
function asStrimziSays(operation: string): string {
  return operation.toLowerCase().replaceAll(/(?:^|_)([a-z])/g, (_, first: string) => first.toUpperCase())
}
