/** What stands between us and a dependency: its circuit, in a service. */
export interface Guard {
  /** Does `ask`, or throws at once because the dependency is known to be down. */
  run<Value>(ask: () => Promise<Value>): Promise<Value>
}

/** For whoever asks now and then, and may as well find out. */
export const unguarded: Guard = { run: (ask) => ask() }
