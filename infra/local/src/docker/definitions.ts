/**
 * What each container is made of, before any engine is asked.
 */
import { newClusterId, serverProperties, type Listener, type Listeners } from '../kafka-properties.ts'
import type { KafkaSecurity } from '../kafka-security.ts'
import { registryProperties } from '../registry-properties.ts'
import type { TraceBackEnd } from '../stack.ts'
import type { PartName } from './images.ts'

export interface ContainerDefinition {
  /** Of its service in docker-compose.yml. */
  readonly name: PartName
  /** For messages, such as 'Kafka'. */
  readonly title: string
  readonly image: string
  /** Ports of the container that are published, each as a port of the engine's machine. */
  readonly ports: readonly { readonly container: number; readonly host: number }[]
  readonly environment: Readonly<Record<string, string>>
  /** Files that it finds, by their paths. */
  readonly files?: Readonly<Record<string, string>>
  /** Program and arguments, in place of the image's own. */
  readonly command?: readonly string[]
  /** A directory of this machine that it writes as the user that we are. */
  readonly mount?: { readonly source: string; readonly target: string }
  /** The network of the engine's machine instead of one of the stack's own. */
  readonly onHostNetwork?: boolean
  /** Its name in the stack's network. */
  readonly alias?: string
}

/** For a JVM that must be there soon and that nobody measures, as the ones without Docker are. */
const javaFlags = '-XX:TieredStopAtLevel=1 -XX:-UsePerfData'

const folder = '/tmp/calltrail'
const propertiesFile = `${folder}/server.properties`
/** Where containers find Kafka, in the network that they share. */
const internalAddress = 'kafka:9096'

export interface KafkaContainer {
  readonly image: string
  /** By which clients reach the engine's machine. */
  readonly host: string
  /** Of the engine's machine. The proxied one is for clients that come through a proxy. */
  readonly ports: {
    readonly plain: number
    readonly proxied?: number | undefined
    readonly login?: number | undefined
    readonly certificate?: number | undefined
  }
  /** The port of 127.0.0.1 where the proxy is. */
  readonly proxyPort?: number | undefined
  readonly security?: KafkaSecurity | undefined
  /** Where data outlives the container. */
  readonly dataDirectory?: string | undefined
}

/** Where the files of a guarded Kafka are in its container. */
export const secretsFolder = `${folder}/secrets`

const data = { temporary: '/tmp/kafka-data', lasting: '/calltrail/kafka' }

/** Formats the data where that is not done, as the users of a guarded Kafka want it, and becomes Kafka. */
const startScript = `
[ -f "$KAFKA_DATA/meta.properties" ] ||
  /opt/kafka/bin/kafka-storage.sh format -t "$KAFKA_CLUSTER_ID" -c ${propertiesFile} "$@" || exit
exec /opt/kafka/bin/kafka-server-start.sh ${propertiesFile}`

export function kafkaContainer(kafka: KafkaContainer): ContainerDefinition {
  const { image, host, ports, proxyPort, security, dataDirectory } = kafka
  const published = [
    { name: 'PLAINTEXT', container: 9092, host: ports.plain, advertised: `${host}:${ports.plain}` },
    { name: 'PROXIED', container: 9093, host: ports.proxied, advertised: `127.0.0.1:${proxyPort}` },
    { name: 'LOGIN', container: 9094, host: ports.login, advertised: `${host}:${ports.login}` },
    {
      name: 'CERTIFICATE',
      container: 9095,
      host: ports.certificate,
      advertised: `${host}:${ports.certificate}`,
    },
  ].flatMap(({ host, ...listener }) => (host === undefined ? [] : [{ ...listener, host }]))
  const listeners: Listeners = {
    ...Object.fromEntries(
      published.map(({ name, container, advertised }): [string, Listener] => [
        name,
        { bound: `0.0.0.0:${container}`, advertised },
      ]),
    ),
    INTERNAL: { bound: '0.0.0.0:9096', advertised: internalAddress },
  }
  const logDirectory = dataDirectory === undefined ? data.temporary : data.lasting
  const place = { listeners, ownListener: 'INTERNAL', controllerPort: 9097, logDirectory } as const
  const secrets = Object.entries(security?.files ?? {}).map(([name, content]) => [
    `${secretsFolder}/${name}`,
    content,
  ])
  return {
    name: 'kafka',
    title: 'Kafka',
    image,
    ports: published.map(({ container, host }) => ({ container, host })),
    environment: {
      KAFKA_DATA: logDirectory,
      KAFKA_CLUSTER_ID: newClusterId(),
      KAFKA_HEAP_OPTS: '-Xmx512m',
      // The image brings an archive of Kafka's loaded classes: half of the work of a start.
      KAFKA_JVM_PERFORMANCE_OPTS: `${javaFlags} -XX:+UseSerialGC -Xshare:auto -XX:SharedArchiveFile=/opt/kafka/kafka.jsa`,
      KAFKA_OPTS: security?.jvmFlags.join(' ') ?? '',
      // Kafka's own scripts write logs of the garbage collector otherwise, where not every user may write.
      LOG_DIR: '/tmp/kafka-logs',
      EXTRA_ARGS: '-name kafkaServer',
    },
    files: {
      [propertiesFile]: serverProperties(place, security?.properties),
      ...Object.fromEntries(secrets),
    },
    command: ['sh', '-c', startScript, 'kafka', ...(security?.formatArguments ?? [])],
    ...(dataDirectory === undefined ? {} : { mount: { source: dataDirectory, target: logDirectory } }),
    alias: 'kafka',
  }
}

export interface RegistryContainer {
  readonly image: string
  /** Of the engine's machine. */
  readonly port: number
  /** A Kafka that is given; the one of the same stack when absent. */
  readonly kafkaBrokers?: string | undefined
}

/** @param kafkaBrokers a KAFKA_BROKERS */
export function isOfThisMachine(kafkaBrokers = ''): boolean {
  return /(^|,)\s*(localhost|127\.|\[::1\])/.test(kafkaBrokers)
}

/**
 * A Kafka that is given at an address of this machine names that address to its clients, whom it would lead back into their own
 * container: then the registry has no network of its own.
 */
export function registryContainer({ image, port, kafkaBrokers }: RegistryContainer): ContainerDefinition {
  const onHostNetwork = isOfThisMachine(kafkaBrokers)
  const place = {
    host: onHostNetwork ? '127.0.0.1' : '0.0.0.0',
    port: onHostNetwork ? port : 8080,
    kafkaBrokers: kafkaBrokers ?? internalAddress,
    snapshotDirectory: '/tmp',
    temporaryDirectory: '/tmp',
  }
  return {
    name: 'registry',
    title: 'The schema registry',
    image,
    ports: onHostNetwork ? [] : [{ container: place.port, host: port }],
    environment: {
      // Its image chooses the collector, and Java takes no second choice.
      JAVA_TOOL_OPTIONS: `-Xmx512m ${javaFlags}`,
      ...asVariables(registryProperties(place)),
    },
    onHostNetwork,
  }
}

/** A setting of Quarkus as the variable by which it can be given. */
function asVariables(properties: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(properties).map(([name, value]) => [
      name.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_'),
      String(value),
    ]),
  )
}

export interface JaegerPorts {
  readonly page: number
  readonly otlp: number
  readonly health: number
}

export function jaegerContainer(image: string, ports: JaegerPorts): ContainerDefinition {
  return {
    name: 'jaeger',
    title: 'Jaeger',
    image,
    ports: [
      { container: 16_686, host: ports.page },
      { container: 4318, host: ports.otlp },
      { container: 13_133, host: ports.health },
    ],
    environment: { JAEGER_LISTEN_HOST: '0.0.0.0' },
  }
}

/** How services send to Jaeger, and where people look at what they sent. */
export function jaegerBackEnd(host: string, ports: Omit<JaegerPorts, 'health'>): TraceBackEnd {
  const uiUrl = `http://${host}:${ports.page}/`
  const linkTemplate = `${uiUrl}trace/{traceId}`
  return {
    uiUrl,
    linkTemplate,
    environment: {
      OTEL_TRACES_EXPORTER: 'otlp',
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://${host}:${ports.otlp}`,
      TRACE_LINK: linkTemplate,
    },
  }
}
