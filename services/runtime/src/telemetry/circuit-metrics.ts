import type { Meter } from '@opentelemetry/api'
import type { Circuit } from '../outage/circuit.ts'

export function observeCircuits(meter: Meter, circuits: Iterable<Circuit>): void {
  meter
    .createObservableGauge('calltrail_circuit_open', {
      description: '1 while a dependency is down and only probed, 0 while it works.',
    })
    .addCallback((result) => {
      for (const { dependency, state } of circuits) result.observe(state === 'closed' ? 0 : 1, { dependency })
    })
}
