/**
 * The AsyncAPI document as its page shows it.
 */
import type { EventChannel, EventDocument, EventMessage } from '../document.ts'
import { shownFields } from './shown-fields.ts'

const dayMs = 86_400_000

/** What the page's template is given. */
export function shownDocument({ info, channels, components, servers }: EventDocument) {
  return {
    title: info.title,
    version: info.version,
    paragraphs: info.description.split('\n\n'),
    kinds: Object.entries(info['x-personal-data-kinds']).map(([name, meaning]) => ({ name, meaning })),
    events: Object.values(channels).map((channel) => {
      const [messageName] = Object.keys(channel.messages)
      return shownEvent(channel, components.messages[messageName!]!)
    }),
    servers: Object.values(servers).map(({ title, description, host, protocol }) => ({
      title,
      description,
      host,
      protocol,
    })),
    security: Object.values(components.securitySchemes).map(({ description }) => description),
  }
}

function shownEvent(channel: EventChannel, message: EventMessage) {
  const { topicConfiguration, partitions } = channel.bindings.kafka
  const { headers, bindings, payload } = message
  const exampleKeys = message['x-example-keys']
  return {
    topic: channel.address,
    title: message.title,
    summary: message.summary,
    order: channel.description,
    key: bindings.kafka.key,
    partitions,
    days: topicConfiguration['retention.ms'] / dayMs,
    retentionReason: channel['x-retention-reason'],
    registry: message['x-schema-registry'],
    record: `${payload.schema.namespace}.${payload.schema.name}`,
    people: Object.entries(message['x-personal-data']).map(([kind, fields]) => ({ kind, fields })),
    headers: Object.entries(headers.properties).map(([name, { description, ...rule }]) => ({
      name,
      meaning: description,
      isRequired: headers.required.includes(name),
      value: 'const' in rule ? String(rule['const']) : null,
    })),
    fields: shownFields(payload.schema),
    examples: message.examples.map(({ name, summary, headers, payload }) => ({
      summary,
      key: exampleKeys[name]!,
      headers: Object.entries(headers).map(([header, value]) => `${header}: ${value}`),
      payload: JSON.stringify(payload, null, 2),
    })),
  }
}
