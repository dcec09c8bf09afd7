import type { Logger } from 'pino'
import { integer, key } from '../config.ts'
import type { Config } from '../config.ts'
import type { Dependency } from '../errors.ts'
import { Circuit } from './circuit.ts'

export const outageConfig = {
  outagePauseMs: key({
    env: 'OUTAGE_PAUSE_MS',
    parse: integer(1, 600_000),
    fallback: 1_000,
    doc: 'Pause in milliseconds before a dependency that is down is tried again, with one request. It grows with each try.',
  }),
  outageMaxPauseMs: key({
    env: 'OUTAGE_MAX_PAUSE_MS',
    parse: integer(1, 3_600_000),
    fallback: 30_000,
    doc: 'Longest of these pauses in milliseconds, unless the dependency asks for a longer one.',
  }),
}

/**
 * What Salesforce and the registry cannot do is waited for, so their circuit opens at the first outage: the price is a short pause.
 * A call goes on without what Genesys does not have, so one slow answer of it must not take the recordings from the calls after it.
 */
const failuresToOpen: Readonly<Record<Dependency, number>> = {
  salesforce: 1,
  'schema-registry': 1,
  genesys: 3,
}

/** The circuits of a process, one per dependency. */
export class Circuits {
  readonly #all = new Map<Dependency, Circuit>()
  readonly #config: Config<typeof outageConfig>
  readonly #log: Logger

  constructor(config: Config<typeof outageConfig>, log: Logger) {
    this.#config = config
    this.#log = log
  }

  of(dependency: Dependency): Circuit {
    const known = this.#all.get(dependency)
    if (known) return known
    const circuit = new Circuit(
      dependency,
      {
        failuresToOpen: failuresToOpen[dependency],
        firstPauseMs: this.#config.outagePauseMs,
        maxPauseMs: this.#config.outageMaxPauseMs,
      },
      this.#log,
    )
    this.#all.set(dependency, circuit)
    return circuit
  }

  /** Those that were asked for so far. */
  [Symbol.iterator](): Iterator<Circuit> {
    return this.#all.values()
  }
}
