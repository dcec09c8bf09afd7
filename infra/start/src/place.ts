/**
 * Where everything runs: as processes of this machine, or in containers.
 */
import type { Config, RegistryAccess, Salesforce, salesforceConfig } from '@calltrail/runtime'
import type { EventWatch } from '@calltrail/test/kit'
import type { Simulators } from './simulators.ts'
import type { Steps } from './steps.ts'

export interface Place {
  readonly settings: RunSettings
  /**
   * Brings up everything, or nothing.
   * @throws {StartError | StackError} with a sentence for the user
   */
  bringUp(steps: Steps, signal: AbortSignal): Promise<Running>
}

/** What the samples are sent, and judged, by. */
export interface RunSettings {
  /** The org that is given; undefined to simulate one. */
  readonly salesforce: Config<typeof salesforceConfig> | undefined
  /** How the schema registry that is given is spoken to; one of our own is open. */
  readonly registryAccess: RegistryAccess
  readonly webhook: {
    readonly secret: string
    /** A secret that is given is never shown. */
    readonly isSecretGiven: boolean
  }
  /** Whether Kafka outlives runs: it takes a sample for a copy of an earlier one then, and what follows up an earlier one is still done. */
  readonly kafkaRemembers: boolean
  /** Why contacts, recordings and reasons are not checked; undefined when everything is. */
  readonly accountingOnlyBecause: string | undefined
}

/** All that is up. Disposing takes it down, the services first. */
export interface Running extends AsyncDisposable {
  readonly kafkaBrokers: string
  readonly schemaRegistryUrl: string
  readonly ingressUrl: string
  /** Where the monitor's page is. */
  readonly monitorUrl: string
  readonly traces: { readonly uiUrl?: string; readonly linkTemplate?: string }
  readonly simulators: Readonly<Simulators>
  /** What else there is to look at: a label each, and an address or a command. */
  readonly further: readonly (readonly [label: string, where: string])[]
  /** Sees what becomes of each event. */
  readonly watch: EventWatch
  readonly salesforce: Salesforce
  /** Resolves when something ends by itself. */
  readonly broken: Promise<Error>
}
