/**
 * How Kafka is set up for development and tests, whoever runs it.
 */
import { randomBytes } from 'node:crypto'

/** `host:port` where Kafka listens, and what it names to the clients that come that way. */
export interface Listener {
  readonly bound: string
  readonly advertised: string
}

/** Every way into Kafka, and how one speaks to it there. */
const protocols = {
  PLAINTEXT: 'PLAINTEXT',
  /** For clients that come through a proxy. */
  PROXIED: 'PLAINTEXT',
  LOGIN: 'SASL_SSL',
  CERTIFICATE: 'SSL',
  /** From container to container. */
  INTERNAL: 'PLAINTEXT',
  CONTROLLER: 'PLAINTEXT',
} as const

export type ListenerName = Exclude<keyof typeof protocols, 'CONTROLLER'>
export type Listeners = Readonly<Partial<Record<ListenerName, Listener>>>

export interface KafkaPlace {
  readonly listeners: Listeners
  /** The port of this machine's loopback, or the container's, where its own controller listens. */
  readonly controllerPort: number
  readonly logDirectory: string
  /** By which listener the broker speaks to itself. */
  readonly ownListener: ListenerName
}

export type Properties = Readonly<Record<string, string | number | boolean>>

/** `server.properties` of one node that is both broker and controller, as quick to start as can be. */
export function serverProperties(
  { listeners, controllerPort, logDirectory, ownListener }: KafkaPlace,
  further: Properties = {},
): string {
  const each = (side: keyof Listener) =>
    Object.entries(listeners).map(([name, listener]) => `${name}://${listener[side]}`)
  const controller = `127.0.0.1:${controllerPort}`
  const properties: Properties = {
    'process.roles': 'broker,controller',
    'node.id': 1,
    'controller.quorum.voters': `1@${controller}`,
    listeners: [...each('bound'), `CONTROLLER://${controller}`].join(),
    'advertised.listeners': each('advertised').join(),
    'listener.security.protocol.map': Object.entries(protocols)
      .map(([name, protocol]) => `${name}:${protocol}`)
      .join(),
    'inter.broker.listener.name': ownListener,
    'controller.listener.names': 'CONTROLLER',
    'log.dirs': logDirectory,
    // Topics are provisioned; a misspelt name must fail here as it would in production.
    'auto.create.topics.enable': false,
    // There is one broker to replicate to.
    'offsets.topic.replication.factor': 1,
    'transaction.state.log.replication.factor': 1,
    'transaction.state.log.min.isr': 1,
    'share.coordinator.state.topic.replication.factor': 1,
    'share.coordinator.state.topic.min.isr': 1,
    // With the default of 50 the first consumer and the first transaction wait while 50 logs are created.
    'offsets.topic.num.partitions': 4,
    'transaction.state.log.num.partitions': 4,
    'group.initial.rebalance.delay.ms': 0,
    // The registry's journal is a topic like any other, and data is to stay until a fresh start.
    'log.retention.ms': -1,
    // Fewer threads and no idle writes: a stack that nobody uses should not be felt.
    'num.network.threads': 2,
    'num.io.threads': 4,
    'metadata.max.idle.interval.ms': 0,
    ...further,
  }
  return Object.entries(properties)
    .map(([key, value]) => `${key}=${value}\n`)
    .join('')
}

/** Kafka's form of a UUID: 16 bytes in URL-safe Base64. Its tools take one that starts with a dash for an option. */
export function newClusterId(): string {
  return `A${randomBytes(16).toString('base64url').slice(1)}`
}
