/**
 * The AsyncAPI document: what other teams need to know of our events, from the schemas and the list of topics.
 */
import { readFileSync } from 'node:fs'
import { avroSchemaOf } from '@calltrail/schemas'
import type { RecordSchema } from '@calltrail/schemas'
import { stringify } from 'yaml'
import { examplesOf } from './examples.ts'
import type { Example } from './examples.ts'
import { headersSchema } from './headers.ts'
import { introduction } from './introduction.ts'
import { personalDataMeanings, personalFields } from './personal-data.ts'
import { publicEvents } from './public-events.ts'
import type { PublicEvent } from './public-events.ts'
import { securitySchemes } from './security.ts'
import { servers } from './servers.ts'

export type EventDocument = Awaited<ReturnType<typeof eventDocument>>
export type EventMessage = ReturnType<typeof messageOf>
export type EventChannel = ReturnType<typeof channelOf>

const kafkaBindingVersion = '0.5.0'

/** The content of `schemas/asyncapi.yaml`. Its examples are made by the services themselves, which takes a second or two. */
export async function eventDocument() {
  const examples = await examplesOf()
  const named = <Value>(nameOf: (event: PublicEvent) => string, make: (event: PublicEvent) => Value) =>
    Object.fromEntries(publicEvents.map((event) => [nameOf(event), make(event)]))
  return {
    asyncapi: '3.0.0',
    id: 'urn:calltrail:events',
    info: {
      title: 'Calltrail events',
      version: versionOfCalltrail(),
      description: introduction,
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
      'x-personal-data-kinds': personalDataMeanings,
    },
    defaultContentType: 'application/avro',
    servers,
    channels: named(({ topic }) => topic.name, channelOf),
    operations: named(({ operation }) => operation, operationOf),
    components: {
      messages: named(messageName, (event) => messageOf(event, examples(event.topic.event))),
      securitySchemes,
    },
  }
}

/** `schemas/asyncapi.yaml` */
export function asyncApiFile(document: EventDocument): string {
  const lines = stringify(document, { lineWidth: 120, aliasDuplicateObjects: false })
  return `# Written by \`npm run generate\` from avro/ and src/topics.ts. Do not edit.\n${lines}`
}

function channelOf(event: PublicEvent) {
  const { topic, title, summary, order } = event
  return {
    address: topic.name,
    title,
    summary,
    description: order,
    messages: { [messageName(event)]: { $ref: `#/components/messages/${messageName(event)}` } },
    bindings: {
      kafka: {
        topic: topic.name,
        partitions: topic.partitions,
        topicConfiguration: { 'cleanup.policy': ['delete'], 'retention.ms': topic.retentionMs },
        bindingVersion: kafkaBindingVersion,
      },
    },
    'x-retention-reason': topic.retentionReason,
  }
}

function operationOf(event: PublicEvent) {
  const channel = `#/channels/${event.topic.name}`
  return {
    action: 'send',
    channel: { $ref: channel },
    title: event.title,
    summary: event.summary,
    messages: [{ $ref: `${channel}/messages/${messageName(event)}` }],
  }
}

function messageOf(event: PublicEvent, examples: readonly Example[]) {
  const schema = schemaOf(event)
  const personal = personalFields(schema)
  return {
    name: messageName(event),
    title: event.title,
    summary: event.summary,
    description: schema.doc ?? '',
    contentType: 'application/avro',
    headers: headersSchema(event),
    payload: { schemaFormat: 'application/vnd.apache.avro;version=1.9.0', schema },
    correlationId: {
      description:
        'The event’s identity, which is the same on all topics, and in Salesforce the Task’s external id.',
      location: '$message.header#/ce_id',
    },
    tags: [
      { name: 'call', description: 'What happens to phone calls.' },
      Object.keys(personal).some((kind) => kind !== 'pseudonym')
        ? { name: 'personal data', description: 'Fields that are about people in plain sight.' }
        : { name: 'no person in plain sight', description: 'Ids, and pseudonyms at most.' },
    ],
    bindings: {
      kafka: {
        key: {
          type: 'string',
          minLength: 1,
          description: event.key,
          examples: [...new Set(examples.map(({ record }) => record.key))],
        },
        schemaIdLocation: 'payload',
        schemaIdPayloadEncoding: 'confluent',
        schemaLookupStrategy: 'TopicNameStrategy',
        bindingVersion: kafkaBindingVersion,
      },
    },
    examples: examples.map(({ name, summary, record }) => ({
      name,
      summary,
      headers: record.headers,
      payload: record.event,
    })),
    // An example has no place for its key.
    'x-example-keys': Object.fromEntries(examples.map(({ name, record }) => [name, record.key])),
    'x-schema-registry': { subject: event.topic.subject, compatibility: 'FULL_TRANSITIVE' },
    'x-personal-data': personal,
  }
}

function messageName(event: PublicEvent): string {
  return schemaOf(event).name
}

function schemaOf({ topic }: PublicEvent): RecordSchema {
  return JSON.parse(avroSchemaOf(topic.event)) as RecordSchema
}

function versionOfCalltrail(): string {
  const manifest = readFileSync(new URL('../../../../package.json', import.meta.url), 'utf8')
  return (JSON.parse(manifest) as { version: string }).version
}
