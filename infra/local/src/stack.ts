import type { GivenAddresses, Provider } from './choice.ts'
import type { Progress } from './progress.ts'
import type { StackError } from './stack-error.ts'

/** A running Kafka and schema registry. Whoever opened it disposes it; disposing twice is harmless. */
export interface Stack extends AsyncDisposable {
  /** Who provides each part. */
  readonly providers: { readonly kafka: Provider; readonly schemaRegistry: Provider }
  /** The value for KAFKA_BROKERS: `host:port`, comma-separated. */
  readonly kafkaBrokers: string
  /** The value for SCHEMA_REGISTRY_URL: the base address of the Confluent API. */
  readonly schemaRegistryUrl: string
  /** Resolves when a part that we started ends by itself while the stack is open; else it stays pending. */
  readonly broken: Promise<StackError>
  /** For tests of a broker's failure; absent when Kafka is not a process of ours. */
  readonly broker?: Broker
}

/** Kafka's process. */
export interface Broker {
  /** Where a proxy has to pass on to; undefined when none was asked for. */
  readonly proxiedPort: number | undefined
  /** Ends it at once, as a power cut would, and resolves when it is gone. */
  kill(): Promise<void>
  /** Starts it again on the same ports and data, and resolves when it answers. */
  start(): Promise<void>
}

export interface StackOptions {
  /** Read for KAFKA_BROKERS, SCHEMA_REGISTRY_URL, CALLTRAIL_STACK, CALLTRAIL_CACHE_DIR, JAVA_HOME and PATH. */
  readonly env: NodeJS.ProcessEnv
  /** Where data lives on when the stack is closed, used by one stack at a time. Default: a temporary directory. */
  readonly dataDirectory?: string
  /** Empties the data directory first. */
  readonly fresh?: boolean
  /** Gives Kafka a second listener, which names this port of 127.0.0.1 to its clients: a proxy is to stand there. */
  readonly kafkaProxyPort?: number
  /** Taken when they are free; any other free ports are taken when not. */
  readonly preferredPorts?: PreferredPorts
  readonly progress?: Progress
  /** Gives up opening, and takes back what was started. */
  readonly signal?: AbortSignal
}

export interface PreferredPorts {
  readonly kafka?: number
  readonly schemaRegistry?: number
}

/** What a provider is asked for: every part that is not given. */
export interface PartsRequest extends Omit<StackOptions, 'progress'> {
  readonly given: GivenAddresses
  readonly progress: Progress
}

/** What a provider answers: the addresses of all parts, given ones unchanged. */
export type Parts = Omit<Stack, 'providers'>
