import type { GivenAddresses, Provider } from './choice.ts'
import type { Progress } from './progress.ts'
import type { StackError } from './stack-error.ts'

/** A running Kafka and schema registry, and a trace back-end if one was asked for. Whoever opened it disposes it; disposing twice is harmless. */
export interface Stack extends AsyncDisposable {
  /** Who provides each part. */
  readonly providers: {
    readonly kafka: Provider
    readonly schemaRegistry: Provider
    /** Absent when no trace back-end was asked for. */
    readonly traces?: Provider
  }
  /** The value for KAFKA_BROKERS: `host:port`, comma-separated. */
  readonly kafkaBrokers: string
  /** The value for SCHEMA_REGISTRY_URL: the base address of the Confluent API. */
  readonly schemaRegistryUrl: string
  /** Absent when none was asked for. */
  readonly traces?: TraceBackEnd
  /** Resolves when a part that we started ends by itself while the stack is open; else it stays pending. */
  readonly broken: Promise<StackError>
  /** For tests of a broker's failure; absent when Kafka is given. */
  readonly broker?: Broker
  /** Kafka's guarded doors; absent when none were asked for. */
  readonly secure?: SecureDoors
}

/**
 * Where Kafka lets in only whom it knows, and lets them do only what its ACLs say: nothing, at the beginning. `kafkaBrokers` of the same
 * stack is the door of who looks after it, and may do everything.
 */
export interface SecureDoors {
  /** SASL_SSL: who comes logs in, with a password (PLAIN, SCRAM-SHA-256, SCRAM-SHA-512) or a token (OAUTHBEARER). */
  readonly loginBrokers: string
  /** SSL: who comes shows a certificate of the authority, and is the user whom its common name names. */
  readonly certificateBrokers: string
  /** The certificate, in PEM, of who signed Kafka's and the users' certificates. */
  readonly authority: string
  /** By the user's name. */
  readonly credentials: Readonly<Record<string, UserCredentials>>
}

export interface UserCredentials {
  readonly password: string
  /** In PEM, and so is its key. */
  readonly certificate: string
  readonly key: string
}

export interface SecurityOptions {
  /** The names of those who may log in. */
  readonly users: readonly string[]
  /** Whose tokens are taken. Kafka asks for the keys when it starts. Without it, no token is taken. */
  readonly tokens?: {
    readonly jwksUrl: string
    readonly issuer: string
    readonly audience: string
  }
}

/** Where spans go, and where people look at them. */
export interface TraceBackEnd {
  /** Its page for people. Absent when the back-end is given: only its owner knows. */
  readonly uiUrl?: string
  /** The address of one trace, with `{traceId}` in the place of its id. */
  readonly linkTemplate?: string
  /** What a service needs to send its spans there. Empty when that is given: the service reads it from where it was. */
  readonly environment: Readonly<Record<string, string>>
}

/** Kafka's process, or its container. */
export interface Broker {
  /** Where a proxy has to pass on to; undefined when none was asked for. */
  readonly proxiedPort: number | undefined
  /** Ends it at once, as a power cut would, and resolves when it is gone. */
  kill(): Promise<void>
  /** Starts it again on the same ports and data, and resolves when it answers. */
  start(): Promise<void>
}

export interface StackOptions {
  /**
   * Read for KAFKA_BROKERS, SCHEMA_REGISTRY_URL, CALLTRAIL_STACK, CALLTRAIL_CACHE_DIR, JAVA_HOME and PATH; with traces
   * also for the variables in which OpenTelemetry is told where spans go. Where Docker is, testcontainers reads from the process.
   */
  readonly env: NodeJS.ProcessEnv
  /** Where data lives on when the stack is closed, used by one stack at a time. Default: a temporary directory. */
  readonly dataDirectory?: string
  /** Empties the data directory first. */
  readonly fresh?: boolean
  /** Provides a trace back-end, too: Zipkin on the JVM, Jaeger in Docker. */
  readonly traces?: boolean
  /** Gives Kafka a second listener, which names this port of 127.0.0.1 to its clients: a proxy is to stand there. */
  readonly kafkaProxyPort?: number
  /** Gives Kafka guarded doors. Its users are new with each start, so it is for a stack without a data directory. */
  readonly security?: SecurityOptions
  /** Taken when they are free; any other free ports are taken when not. */
  readonly preferredPorts?: PreferredPorts
  readonly progress?: Progress
  /** Gives up opening, and takes back what was started. */
  readonly signal?: AbortSignal
}

export interface PreferredPorts {
  readonly kafka?: number
  readonly schemaRegistry?: number
  readonly zipkin?: number
  readonly jaeger?: number
}

/** What a provider is asked for: every part that is not given. */
export interface PartsRequest extends Omit<StackOptions, 'progress' | 'traces'> {
  readonly given: GivenAddresses
  /** Whether to start a trace back-end. */
  readonly traces: boolean
  readonly progress: Progress
}

/** What a provider answers: the addresses of all parts, given ones unchanged. */
export type Parts = Omit<Stack, 'providers'>
