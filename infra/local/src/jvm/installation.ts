/** What is installed, and how its parts are to be started. */
import type { GivenAddresses } from '../choice.ts'
import type { PreferredPorts, SecurityOptions } from '../stack.ts'
import type { Java } from './java.ts'

/** Where in the cache the programs are. */
export interface Installation {
  readonly java: Java
  /** Absent when Kafka is given. */
  readonly kafka?: { readonly jars: string; readonly formatted: string }
  /** Absent when the registry is given. */
  readonly registry?: { readonly jar: string }
  /** Absent when no trace back-end is to be started. */
  readonly zipkin?: { readonly jar: string }
}

export interface PartsSettings {
  readonly installation: Installation
  readonly given: GivenAddresses
  readonly env: NodeJS.ProcessEnv
  readonly directory: string
  /** Whether the directory goes when this process dies without stopping the parts. */
  readonly temporary: boolean
  readonly preferredPorts?: PreferredPorts | undefined
  readonly kafkaProxyPort?: number | undefined
  readonly security?: SecurityOptions | undefined
  /** Further flags for the JVM of a part. */
  readonly jvmFlags: { readonly kafka: readonly string[]; readonly registry: readonly string[] }
  readonly stopDeadlineMs: number
  readonly signal?: AbortSignal | undefined
}
